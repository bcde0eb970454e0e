import { closest, distance } from 'fastest-levenshtein';
import { isLayer, isNetwork } from './brand.ts';
import type { Problem } from './problem.ts';
import type { SourcePosition } from './source-position.ts';

/** What an option may be: a test, and the words for it. */
export interface Expectation {
  readonly holds: (value: unknown) => boolean;
  readonly expected: string;
  /** Values to suggest where the one found is nearly one of them. */
  readonly choices?: readonly string[];
}

const expectation = (expected: string, holds: (value: unknown) => boolean): Expectation => ({ expected, holds });

export const integerFrom = (minimum: number): Expectation =>
  expectation(minimum === 1 ? 'a positive integer' : `an integer of at least ${minimum}`, (value) => Number.isSafeInteger(value) && (value as number) >= minimum);

export const numberBetween = (minimum: number, maximum: number): Expectation =>
  expectation(`a number from ${minimum} to ${maximum}`, (value) => typeof value === 'number' && value >= minimum && value <= maximum);

export const positiveNumber = expectation('a positive number', (value) => typeof value === 'number' && value > 0 && Number.isFinite(value));

export const boolean = expectation('true or false', (value) => typeof value === 'boolean');

export const listOf = (item: Expectation, what: string, length?: number): Expectation =>
  expectation(what, (value) => Array.isArray(value) && value.length > 0 && (length === undefined || value.length === length) && value.every(item.holds));

/** One number for both directions, or [vertical, horizontal]. */
export const extent = (minimum: number): Expectation => {
  const one = integerFrom(minimum);
  return expectation(`${one.expected}, or [vertical, horizontal]`, (value) => one.holds(value) || (Array.isArray(value) && value.length === 2 && value.every(one.holds)));
};

export const finiteNumbers = listOf(expectation('', (value) => Number.isFinite(value)), 'a list of finite numbers');

export function oneOf(choices: readonly string[], otherwise?: { readonly what: string; readonly holds: (value: unknown) => boolean }): Expectation {
  const words = [...choices.map((choice) => `'${choice}'`), ...(otherwise ? [otherwise.what] : [])];
  return {
    expected: `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`,
    holds: (value) => choices.includes(value as string) || (otherwise?.holds(value) ?? false),
    choices,
  };
}

const suggestion = (word: string, choices: readonly string[]): string | undefined => {
  const nearest = choices.length ? closest(word, [...choices]) : undefined;
  return nearest !== undefined && distance(word, nearest) <= 3 ? nearest : undefined;
};

/** A call's first argument together with its options; options that are no object stay what they are, to be reported. */
export const withArgument = (name: string, value: unknown, options: unknown): unknown =>
  typeof options === 'object' && options !== null && !Array.isArray(options) ? { [name]: value, ...options, [name]: value } : options;

/** Checks the options of one call at run time: names, then each value; of those left out, the required ones. */
export function checkOptions(
  call: string,
  options: unknown,
  expectations: Readonly<Record<string, Expectation>>,
  position: SourcePosition | undefined,
  required: readonly string[] = [],
): readonly Problem[] {
  const at = position ? { position } : {};
  if (typeof options !== 'object' || options === null || Array.isArray(options) || isLayer(options)) {
    return [{ code: 'RC1102', message: `${call}: the options are ${show(options)}; expected an object`, ...at }];
  }
  const names = Object.keys(expectations);
  const missing = required.filter((option) => (options as Record<string, unknown>)[option] === undefined);
  const problems = missing.map((option): Problem => ({
    code: 'RC1102', message: `${call}: option ${option} is missing; expected ${expectations[option]!.expected}`, ...at,
  }));
  const wrong = Object.entries(options).flatMap(([option, value]): Problem[] => {
    const expected = Object.hasOwn(expectations, option) ? expectations[option] : undefined;
    if (!expected) {
      const nearest = suggestion(option, names);
      return [{
        code: 'RC1101', message: `${call}: there is no option ${JSON.stringify(option)}`,
        hint: nearest ? `did you mean ${nearest}?` : `the options are ${names.join(', ')}`, option, ...at,
      }];
    }
    if (value === undefined || expected.holds(value)) return [];
    const nearest = typeof value === 'string' ? suggestion(value, expected.choices ?? []) : undefined;
    return [{
      code: 'RC1102', message: `${call}: option ${option} is ${show(value)}; expected ${expected.expected}`,
      ...(nearest ? { hint: `did you mean '${nearest}'?` } : {}), option, ...at,
    }];
  });
  return [...problems, ...wrong];
}

/** A value as a message shows it. */
export function show(value: unknown): string {
  const text = literal(value, 3);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

// JSON would print NaN as null, and throw at cycles and at bigints.
function literal(value: unknown, depth: number): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  if (isLayer(value)) return `a ${value.kind} layer`;
  if (isNetwork(value)) return 'a network';
  if (depth === 0) return '…';
  if (Array.isArray(value)) return `[${value.slice(0, 30).map((item) => literal(item, depth - 1)).join(',')}]`;
  return `{${Object.entries(value).slice(0, 30).map(([name, item]) => `${JSON.stringify(name)}:${literal(item, depth - 1)}`).join(',')}}`;
}

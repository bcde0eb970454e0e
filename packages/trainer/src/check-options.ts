import { closest, distance } from 'fastest-levenshtein';

/** What an option may be: a test, and the words for it. */
export interface Expectation {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
  readonly isRequired?: boolean;
}

/** One for each name of the type: a name more or less does not compile. */
export type Expectations<Options> = { readonly [Name in keyof Required<Options>]: Expectation };

const expectation = (expected: string, holds: (value: unknown) => boolean): Expectation => ({ expected, holds });

export const required = (of: Expectation): Expectation => ({ ...of, isRequired: true });

export const anything = expectation('anything', () => true);
export const wholeFrom = (least: number): Expectation => expectation(`a whole number of at least ${least}`, (value) => Number.isSafeInteger(value) && (value as number) >= least);
export const integer = expectation('an integer', Number.isSafeInteger);
export const positive = expectation('a number above 0', (value) => Number.isFinite(value) && (value as number) > 0);
export const boolean = expectation('true or false', (value) => typeof value === 'boolean');
export const text = expectation('a text', (value) => typeof value === 'string' && value !== '');
export const bytes = expectation('the bytes of a file, a Uint8Array', (value) => Object.prototype.toString.call(value) === '[object Uint8Array]');
export const list = expectation('a list', Array.isArray);
export const oneOf = (choices: readonly string[]): Expectation => expectation(choices.map((choice) => `'${choice}'`).join(' or '), (value) => choices.includes(value as string));
export const functionOf = (expected: string): Expectation => expectation(expected, (value) => typeof value === 'function');
export const withMethods = (expected: string, ...names: readonly string[]): Expectation =>
  expectation(expected, (value) => names.every((name) => typeof (value as Record<string, unknown> | null | undefined)?.[name] === 'function'));
export const batches = expectation('batches: an iterable of { images, labels }', (value) =>
  typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || Symbol.iterator in value));
export const stopSignal = expectation('an AbortSignal', (value) => typeof (value as { aborted?: unknown } | null | undefined)?.aborted === 'boolean');
export const anObject = expectation('an object', (value) => typeof value === 'object' && value !== null && !Array.isArray(value));

/**
 * @throws {TypeError} for an option that there is not, with those that there are, one that is missing, or one of another
 * type; {@link RangeError} for a number that it cannot be.
 * @param within what has these options, where it is an option itself: `data.`
 */
export function checkOptions<Options>(call: string, given: unknown, expectations: Expectations<Options>, within = ''): void {
  expectThat(call, 'what is given', given, anObject);
  const known = Object.keys(expectations);
  const options = given as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) throw new TypeError(`${call}: there is no option ${JSON.stringify(within + name)}; ${suggestion(name, known)}here are ${known.join(', ')}`);
  }
  for (const [name, of] of Object.entries<Expectation>(expectations)) if (options[name] !== undefined || of.isRequired) expectThat(call, within + name, options[name], of);
}

/** @throws {TypeError | RangeError} where a value is not what it has to be. */
export function expectThat(call: string, name: string, value: unknown, { expected, holds }: Expectation): void {
  if (!holds(value)) throw new (typeof value === 'number' ? RangeError : TypeError)(`${call}: ${name} is ${show(value)}; expected ${expected}`);
}

/** The beginning of a sentence that goes on with “here are”. */
function suggestion(name: string, known: readonly string[]): string {
  const nearest = closest(name, [...known]);
  return distance(name, nearest) <= Math.min(3, name.length / 2) ? `did you mean ${nearest}? T` : 't';
}

/** A value as a message shows it. */
export function show(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);
  if (typeof value === 'object' && value !== null) return Array.isArray(value) && value.length < 20 ? `[${value.map(show).join(', ')}]` : Object.prototype.toString.call(value);
  return String(value);
}

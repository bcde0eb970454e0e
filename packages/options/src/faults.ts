import type { Kind, RequiredKind } from './kinds.ts';
import { nearest } from './nearest.ts';
import { shown, shownAs, tagOf } from './shown.ts';

/** What each option of a type may be. A name that the type has and this lacks, or the reverse, does not compile; nor does one that must be there and is not `required`. */
export type Kinds<Options> = {
  readonly [Name in keyof Required<Options>]: undefined extends Options[Name] ? Kind : RequiredKind;
};

/** What is wrong with options: with all of them, with a name, or with a value. */
export type Fault =
  | { readonly of: 'options'; readonly found: string; readonly names: readonly string[] }
  | {
      readonly of: 'name';
      readonly option: string;
      readonly names: readonly string[];
      readonly near?: string | undefined;
    }
  | {
      readonly of: 'value';
      readonly option: string;
      readonly expected: string;
      readonly found: string | undefined;
      readonly near?: string | undefined;
      readonly isType: boolean;
    };

/** Whether a value is an object as options are written: no list, no promise, no layer. */
export const isOptions = (value: unknown): value is object =>
  tagOf(value) === 'Object' && !(shownAs in (value as object));

/**
 * Finds all that is wrong, in the order in which it is given; then what is left out and must not be. `undefined` counts as left out.
 * @param ignored names that callers may hand over besides
 */
export function* faultsOf(
  options: unknown,
  kinds: Readonly<Record<string, Kind | RequiredKind>>,
  ignored: readonly string[] = [],
): Generator<Fault, undefined> {
  const names = Object.keys(kinds);
  if (!isOptions(options)) return void (yield { of: 'options', found: shown(options), names });
  const given = options as Readonly<Record<string, unknown>>;
  for (const option of new Set([...Object.keys(given), ...names])) {
    const kind = Object.hasOwn(kinds, option) ? kinds[option] : undefined;
    if (kind && given[option] !== undefined) yield* faultsOfValue(option, given[option], kind);
    else if (kind?.isRequired) yield { of: 'value', option, found: undefined, expected: kind.expected, isType: false };
    else if (!kind && !ignored.includes(option)) yield { of: 'name', option, names, near: nearest(option, names) };
  }
}

export function* faultsOfValue(
  option: string,
  value: unknown,
  { expected, holds, isType, choices = [] }: Kind | RequiredKind,
): Generator<Fault & { readonly of: 'value' }, void> {
  if (!holds(value))
    yield {
      of: 'value',
      option,
      found: shown(value),
      expected,
      isType: isType(value),
      near: typeof value === 'string' ? nearest(value, choices) : undefined,
    };
}

import type { Kind, OptionalKind, RequiredKind } from './kinds.ts';
import { nearest } from './nearest.ts';
import { shown, shownAs, tagOf } from './shown.ts';

/** What each option of a type may be. A name that the type has and this lacks, or the reverse, does not compile; nor does one that must be there and is not `required`. */
export type Kinds<Options> = { readonly [Name in keyof Required<Options>]: undefined extends Options[Name] ? OptionalKind : RequiredKind };

/** What is wrong with options: with all of them, with a name, or with a value. */
export type Fault =
  | { readonly of: 'options'; readonly found: string; readonly names: readonly string[] }
  | { readonly of: 'name'; readonly option: string; readonly names: readonly string[]; readonly near?: string | undefined }
  | { readonly of: 'value'; readonly option: string; readonly expected: string; readonly found: string | undefined; readonly near?: string | undefined; readonly isType: boolean };

/**
 * Finds all that is wrong: names first. `undefined` counts as left out.
 * @param ignored names that callers may hand over besides
 */
export function* faultsOf(options: unknown, kinds: Readonly<Record<string, Kind>>, ignored: readonly string[] = []): Generator<Fault, undefined> {
  const names = Object.keys(kinds);
  if (tagOf(options) !== 'Object' || shownAs in (options as object)) return void (yield { of: 'options', found: shown(options), names });
  const given = options as Readonly<Record<string, unknown>>;
  for (const option of Object.keys(given)) {
    if (!names.includes(option) && !ignored.includes(option)) yield { of: 'name', option, names, near: nearest(option, names) };
  }
  for (const [option, kind] of Object.entries(kinds)) {
    if (given[option] !== undefined) yield* faultsOfValue(option, given[option], kind);
    else if (kind.isRequired) yield { of: 'value', option, found: undefined, expected: kind.expected, isType: false };
  }
}

export function* faultsOfValue(option: string, value: unknown, { expected, holds, isType, choices = [] }: Kind): Generator<Fault & { readonly of: 'value' }, void> {
  if (!holds(value)) yield { of: 'value', option, found: shown(value), expected, isType: isType(value), near: typeof value === 'string' ? nearest(value, choices) : undefined };
}

import { tagOf } from './shown.ts';

/** What an option may be: a test, and the words for it. */
export interface Kind {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
  /** Whether a value that does not hold is of the right type all the same: then it is a RangeError, else a TypeError. */
  readonly isType: (value: unknown) => boolean;
  /** Values to suggest where the one found is nearly one of them. */
  readonly choices?: readonly string[];
  readonly isRequired?: boolean;
}

/** Of an option that may be left out. */
export type OptionalKind = Kind & { readonly isRequired?: never };
/** Of an option that has to be there. */
export type RequiredKind = Kind & { readonly isRequired: true };

export const kind = (expected: string, holds: (value: unknown) => boolean, isType: (value: unknown) => boolean = () => false): OptionalKind => ({ expected, holds, isType });

export const required = (of: Kind): RequiredKind => ({ ...of, isRequired: true });

const isNumber = (value: unknown): boolean => typeof value === 'number';
const isText = (value: unknown): boolean => typeof value === 'string';

/** An integer from `least` to `most`. */
export const integer = (least: number, most = Number.MAX_SAFE_INTEGER): OptionalKind =>
  kind(`an integer ${most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`}`, (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most, isNumber);

/** A finite number from `least` to `most`. */
export const number = (least: number, most = Infinity): OptionalKind =>
  kind(`a number ${most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`}`, (value) => Number.isFinite(value) && (value as number) >= least && (value as number) <= most, isNumber);

/** A finite number above zero, up to `most`. */
export const positive = (most = Infinity): OptionalKind =>
  kind(`a number above 0${most === Infinity ? '' : ` and up to ${most}`}`, (value) => Number.isFinite(value) && (value as number) > 0 && (value as number) <= most, isNumber);

// Marked as pure, so that a bundle that does not use one does not carry it.
export const boolean: OptionalKind = /* @__PURE__ */ kind('true or false', (value) => typeof value === 'boolean');
export const text: OptionalKind = /* @__PURE__ */ kind('a text', (value) => typeof value === 'string' && value !== '', isText);
export const callback: OptionalKind = /* @__PURE__ */ kind('a function', (value) => typeof value === 'function');

/** One of these words, or what `other` says. */
export const oneOf = (choices: readonly string[], other?: Kind): OptionalKind => ({
  expected: [...choices.map((choice) => `'${choice}'`), ...(other ? [other.expected] : [])].join(' or '),
  holds: (value) => choices.includes(value as string) || (other?.holds(value) ?? false),
  isType: (value) => isText(value) || (other?.isType(value) ?? false), choices,
});

/** A list, as an array or a typed array of any realm, whose items are of one kind; of `count` items where that is said. */
export const listOf = (item: Kind, words: string, count?: number): OptionalKind =>
  kind(words, (value) => isList(value) && (count === undefined || value.length === count) && Array.from(value).every(item.holds), isList);

/** Two numbers in that order, each of the kind that is given. */
export const range = (item: Kind): OptionalKind =>
  kind(`[least, most], each ${item.expected}, in that order`, (value) => isList(value) && value.length === 2 && Array.from(value).every(item.holds) && (value[0] as number) <= (value[1] as number), isList);

export const isList = (value: unknown): value is ArrayLike<unknown> => Array.isArray(value) || (/(Array)$/.test(tagOf(value)) && typeof (value as ArrayLike<unknown>).length === 'number');

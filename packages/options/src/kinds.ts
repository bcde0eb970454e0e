import { tagOf } from './shown.ts';

/** What an option may be: a test, and the words for it. */
export interface Kind {
  readonly expected: string;
  readonly holds: (value: unknown) => boolean;
  /** Whether a value that does not hold is of the right type all the same: then it is a RangeError, else a TypeError. */
  readonly isType: (value: unknown) => boolean;
  /** Values to suggest where the one found is nearly one of them. */
  readonly choices?: readonly string[];
  readonly isRequired?: never;
}

/** What an option may be that has to be there. */
export interface RequiredKind extends Omit<Kind, 'isRequired'> {
  readonly isRequired: true;
}

export const kind = (
  expected: string,
  holds: (value: unknown) => boolean,
  isType: (value: unknown) => boolean = () => false,
): Kind => ({ expected, holds, isType });

export const required = (of: Kind): RequiredKind => ({ ...of, isRequired: true });

export const isNumber = (value: unknown): boolean => typeof value === 'number';
const isText = (value: unknown): boolean => typeof value === 'string';

/** An integer from `least` to `most`. */
export const integer = (least: number, most = Number.MAX_SAFE_INTEGER): Kind =>
  kind(
    `an integer ${most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`}`,
    (value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most,
    isNumber,
  );

/** A finite number from `least` to `most`. */
export const number = (least: number, most = Infinity): Kind =>
  kind(
    `a number ${most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`}`,
    (value) => Number.isFinite(value) && (value as number) >= least && (value as number) <= most,
    isNumber,
  );

/** A finite number above zero, up to `most`. */
export const positive = (most = Infinity): Kind =>
  kind(
    `a number above 0${most === Infinity ? '' : ` and up to ${most}`}`,
    (value) => Number.isFinite(value) && (value as number) > 0 && (value as number) <= most,
    isNumber,
  );

// Marked as pure, so that a bundle that does not use one does not carry it.
export const boolean: Kind = /* @__PURE__ */ kind('true or false', (value) => typeof value === 'boolean');
export const text: Kind = /* @__PURE__ */ kind('a text', (value) => typeof value === 'string' && value !== '', isText);
export const fileBytes: Kind = /* @__PURE__ */ kind(
  'the bytes of a file, a Uint8Array',
  (value) => tagOf(value) === 'Uint8Array',
);
export const callback: Kind = /* @__PURE__ */ kind('a function', (value) => typeof value === 'function');

const enumerated = (words: readonly string[]): string =>
  [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((part) => part !== '').join(' or ');

/** One of these words, or what `other` says. */
export const oneOf = (choices: readonly string[], other?: Kind): Kind => ({
  expected: enumerated([...choices.map((choice) => `'${choice}'`), ...(other ? [other.expected] : [])]),
  holds: (value) => choices.includes(value as string) || (other?.holds(value) ?? false),
  isType: (value) => isText(value) || (other?.isType(value) ?? false),
  choices,
});

/** A list, as an array or a typed array of any realm, whose items are of one kind; of `count` items where that is said. */
export const listOf = (item: Kind, words: string, count?: number): Kind =>
  kind(
    words,
    (value) => isList(value) && (count === undefined || value.length === count) && Array.from(value).every(item.holds),
    isList,
  );

/** Two numbers in that order, each of the kind that is given. */
export const range = (item: Kind): Kind =>
  kind(
    `[least, most], each ${item.expected}, in that order`,
    (value) =>
      isList(value) &&
      value.length === 2 &&
      Array.from(value).every(item.holds) &&
      (value[0] as number) <= (value[1] as number),
    isList,
  );

export const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || (/(Array)$/.test(tagOf(value)) && typeof (value as ArrayLike<unknown>).length === 'number');

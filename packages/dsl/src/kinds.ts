import { boolean, faultsOf, isNumber, kind, oneOf, type Kind, type Kinds } from '@resnet-compile/options';

export const integerFrom = (minimum: number): Kind =>
  kind(
    minimum === 1 ? 'a positive integer' : `an integer of at least ${minimum}`,
    (value) => Number.isSafeInteger(value) && (value as number) >= minimum,
    isNumber,
  );

const pixels = integerFrom(0);

export const positiveNumber = kind(
  'a positive number',
  (value) => typeof value === 'number' && value > 0 && Number.isFinite(value),
  isNumber,
);

export const finite = kind('a finite number', Number.isFinite, isNumber);

export const below1 = kind(
  'a number from 0 to below 1',
  (value) => typeof value === 'number' && value >= 0 && value < 1,
  isNumber,
);

/** An array that is not empty; of `length` items where that is said. */
export const arrayOf = (item: Kind, what: string, length?: number): Kind =>
  kind(
    what,
    (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      (length === undefined || value.length === length) &&
      value.every(item.holds),
    Array.isArray,
  );

/** One number for both directions, or [vertical, horizontal]. */
export const extent = (minimum: number): Kind => {
  const one = integerFrom(minimum);
  return kind(
    `${one.expected}, or [vertical, horizontal]`,
    (value) => one.holds(value) || (Array.isArray(value) && value.length === 2 && value.every(one.holds)),
    (value) => isNumber(value) || Array.isArray(value),
  );
};

/** A switch, or options of its own. */
export const booleanOr = <Options extends object>(words: string, kinds: Kinds<Options>): Kind =>
  kind(`true, false or ${words}`, (value) => boolean.holds(value) || faultsOf(value, kinds).next().done === true);
/** Pixels on each side: one number for all, [vertical, horizontal], or [top, right, bottom, left]. */
export const sides: Kind = kind(
  'an integer of at least 0, [vertical, horizontal], or [top, right, bottom, left]',
  (value) =>
    pixels.holds(value) ||
    (Array.isArray(value) && (value.length === 2 || value.length === 4) && value.every(pixels.holds)),
  (value) => isNumber(value) || Array.isArray(value),
);

/** The same, or as many as TensorFlow adds. */
export const padding = oneOf(['same'], sides);

export const finiteNumbers = arrayOf(kind('', Number.isFinite), 'a list of finite numbers');

import { checkValue, integer, isList, kind } from '@resnet-compile/options';

/** One value of many, and where it stands. */
export interface Ranked {
  /** Its place, from 0 on. */
  readonly index: number;
  /** The value itself. */
  readonly value: number;
}

/**
 * The `count` largest values, the largest first; of equal ones the one that comes first, and NaN last. Fewer where there are fewer.
 * @throws {TypeError | RangeError} for values that are no list, or a count that is none.
 */
export function topK(values: ArrayLike<number>, count: number): readonly Ranked[] {
  checkValue('topK: values', values, kind('a list of numbers', isList));
  checkValue('topK: count', count, integer(1));
  const order = (value: number): number => (Number.isNaN(value) ? -Infinity : value);
  return Array.from(values, (value, index): Ranked => ({ index, value }))
    .sort((a, b) => {
      const [x, y] = [order(a.value), order(b.value)];
      // Infinities have no difference.
      return x === y ? Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value)) : y > x ? 1 : -1;
    })
    .slice(0, count);
}

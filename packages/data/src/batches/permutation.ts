import { integerBelow, randomOf } from '../random.ts';

/** The order of an epoch: 0 … length − 1, shuffled (Fisher and Yates 1938; Knuth, TAOCP 3.4.2 P) by seed and epoch alone. */
export function permutation(length: number, seed: number, epoch: number): Int32Array {
  const random = randomOf(seed, epoch, 0, 'permutation');
  const order = Int32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last--) {
    const other = integerBelow(random, last + 1);
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

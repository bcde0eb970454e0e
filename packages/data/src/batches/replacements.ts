import { integerBelow, randomOf } from '../random.ts';

/**
 * The images that may take the place of one that cannot be read, all others of the data set, in the order in which they are
 * tried: from a random one on. A pure function of seed, epoch and that image, so that it does not matter who asks, or when.
 */
export function* replacementsOf(index: number, length: number, seed: number, epoch: number): Generator<number> {
  const start = length > 1 ? integerBelow(randomOf(seed, epoch, index, 'replacement'), length) : 0;
  for (let tried = 0; tried < length; tried++) {
    const other = (start + tried) % length;
    if (other !== index) yield other;
  }
}

import { itemOf } from './item-of.ts';
/** The place of the first that is so, as all behind it are, by halving; the length where none is. */
export function firstFrom<One>(sorted: readonly One[], isSo: (one: One) => boolean): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(itemOf(sorted, middle))) high = middle;
    else low = middle + 1;
  }
  return low;
}

import { divisors } from './grown.ts';
import type { Random } from './random.ts';

/** Shares of channels for one to `most` branches, into which the channels can be divided, and the channels of each branch. */
export function sharesOf(
  random: Random,
  channels: number,
  most: number,
): { readonly shares: readonly number[]; readonly parts: readonly number[] } {
  let left = random.pick(divisors(channels).filter((divisor) => divisor <= 8));
  const unit = channels / left;
  const shares: number[] = [];
  while (left > 0) {
    const share = shares.length === most - 1 ? left : random.integer(1, left);
    shares.push(share);
    left -= share;
  }
  return { shares, parts: shares.map((share) => share * unit) };
}

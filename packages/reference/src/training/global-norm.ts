import type { Values } from '../values.ts';

/** √Σ g² over all elements of all tensors. */
export function globalNorm(tensors: Iterable<Values>): number {
  let sum = 0;
  for (const { data } of tensors) for (const value of data) sum += value * value;
  return Math.sqrt(sum);
}

import type { Values } from '../values.ts';

/** √Σ g² over all elements of all tensors. */
export function globalNorm(tensors: Iterable<Values>): number {
  let sum = 0;
  for (const { data } of tensors) for (const value of data) sum += value * value;
  return Math.sqrt(sum);
}

/** Scales all gradients by min(1, largest/(norm + 1e-6)), as torch.nn.utils.clip_grad_norm_ does (Pascanu et al. 2013). */
export function clipByGlobalNorm(gradients: ReadonlyMap<string, Values>, largest: number): ReadonlyMap<string, Values> {
  const coefficient = Math.min(1, largest / (globalNorm(gradients.values()) + 1e-6));
  return new Map(
    Array.from(gradients, ([name, { shape, data }]) => [
      name,
      { shape, data: data.map((value) => value * coefficient) },
    ]),
  );
}

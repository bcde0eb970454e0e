/** A thread's scratch memory for one call of a Winograd kernel, in bytes. */
export interface WinogradScratch {
  /** Transformed inputs: (m + 2)² matrices of tiles × input channels, `inputStep` apart. */
  readonly inputs: number;
  readonly inputStep: number;
  /** Their products with the transformed filters, tiles × output channels. */
  readonly products: number;
  readonly productStep: number;
  /** One tile's pixels, where the map ends within it. */
  readonly patch: number;
  readonly size: number;
}

/**
 * Matrices lie a cache line further apart than they are long: a tile is written to all of them, and at a distance that a
 * power of two divides they would all fall into the same few lines of the cache.
 */
const gap = 64;

export function winogradScratch(
  { outputs, inChannels, block }: { readonly outputs: number; readonly inChannels: number; readonly block: number },
  outChannels: number,
): WinogradScratch {
  const places = (outputs + 2) ** 2;
  const inputStep = block * inChannels * 4 + gap;
  const productStep = block * outChannels * 4 + gap;
  const products = places * inputStep;
  const patch = products + places * productStep;
  return { inputs: 0, inputStep, products, productStep, patch, size: patch + places * Math.max(inChannels * 4, 32) };
}

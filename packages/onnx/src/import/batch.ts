import type { Tensor } from './tensor.ts';

/**
 * The number of images in a file whose batch is free. It stands in shapes and in arithmetic on them as this number: a prime,
 * large enough that no extent is a multiple of it by chance, and small enough that elements can be counted.
 */
export const anyBatch = 999_983;

/** A constant that was computed from shapes, for so many images: multiples of `anyBatch` are multiples of the batch. */
export function forBatch(tensor: Tensor, images: number): Tensor {
  if (!tensor.isInteger || !tensor.data.some((each) => each !== 0 && each % anyBatch === 0)) return tensor;
  return { ...tensor, data: tensor.data.map((each) => (each % anyBatch === 0 ? (each / anyBatch) * images : each)) };
}

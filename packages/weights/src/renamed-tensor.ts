import { fits } from './names/shapes.ts';
import type { Tensor } from './tensor.ts';

const names = new WeakMap<Tensor, string>();

/** A file's tensor under a network's name, and in the expected shape where it is the same but for trailing 1s. */
export function renamedTensor<Memory extends ArrayBufferLike>(
  { name: inFile, shape, data }: Tensor<Memory>,
  name: string,
  expected: readonly number[] | undefined,
): Tensor<Memory> {
  const tensor = { name, shape: expected && fits(shape, expected) ? expected : shape, data };
  if (inFile !== name) names.set(tensor, inFile);
  return tensor;
}

/** What a tensor is called in its file, for what is reported of it. */
export const nameInFile = (tensor: Tensor): string => names.get(tensor) ?? tensor.name;

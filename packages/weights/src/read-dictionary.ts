import { shownName } from '@resnet-compile/options';
import { WeightsError, type Tensor } from './tensor.ts';
import type { TensorDictionary } from './weights-contents.ts';

const maximalElements = 2 ** 31;

/** Tensors that share their values, or widen a byte to a float32, take more than the file; not that much more. */
const mostBytes = (size: number): number => 64 * size + 2 ** 23;

/**
 * Reads the tensors of a dictionary, of a file of `size` bytes.
 * @throws WeightsError when one of them is not read, or all take more than the file can hold.
 */
export function readDictionary({ tensors }: TensorDictionary, size: number): Map<string, Tensor<ArrayBuffer>> {
  const read = new Map<string, Tensor<ArrayBuffer>>();
  let elements = 0;
  for (const [name, tensor] of tensors) {
    const data = tensor.read();
    elements += data.length;
    if (elements > maximalElements) {
      throw new WeightsError(
        `the tensors up to ${shownName(name)} have ${elements} elements, the limit is ${maximalElements}; save fewer tensors to a file`,
      );
    }
    if (4 * elements > mostBytes(size)) {
      throw new WeightsError(
        `the tensors up to ${shownName(name)} take ${4 * elements} bytes, of a file of ${size}: they repeat the same values; save copies, tensor.clone()`,
      );
    }
    read.set(name, { name, shape: tensor.shape, data });
  }
  return read;
}

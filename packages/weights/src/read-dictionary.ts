import { shownName } from '@resnet-compile/options';
import { refuseUnusual } from './unusual-weights.ts';
import { WeightsError, type Tensor } from './tensor.ts';
import type { TensorDictionary } from './weights-contents.ts';

const maximalElements = 2 ** 31;

/**
 * Reads the tensors of a dictionary.
 * @throws WeightsError when one of them is not read, or they are of a form that only code makes weights of.
 */
export function readDictionary({ tensors }: TensorDictionary): Map<string, Tensor<ArrayBuffer>> {
  refuseUnusual(tensors);
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
    read.set(name, { name, shape: tensor.shape, data });
  }
  return read;
}

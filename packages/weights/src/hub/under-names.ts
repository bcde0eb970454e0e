import { shownName } from '@resnet-compile/options';
import type { ExpectedTensor } from '../expected-tensor.ts';
import { mapNames } from '../map-names.ts';
import { readWeights } from '../read-weights.ts';
import { isSafetensors, WeightsError, writeSafetensors, type Tensor } from '../safetensors.ts';
import type { Obtained } from './obtained.ts';

/** The tensors of all files. @throws {WeightsError} where a file is none of weights, or two have the same name. */
function tensorsOf(files: readonly Obtained[]): Map<string, Tensor<ArrayBuffer>> {
  const all = new Map<string, Tensor<ArrayBuffer>>();
  for (const { path, bytes } of files)
    for (const [name, tensor] of readWeights(bytes, path)) {
      if (all.has(name)) throw new WeightsError(`${path} has ${shownName(name)}, which another part has too`);
      all.set(name, tensor);
    }
  return all;
}

/**
 * A safetensors file of what `files` have, under the names of `expected`, where they are known; what has no place there is left
 * as it is, for whoever loads it to report. A file that has these names already is taken as it is.
 */
export function underNames(
  files: readonly Obtained[],
  expected: readonly ExpectedTensor[] | undefined,
): Uint8Array<ArrayBuffer> {
  const [only] = files;
  if (only && files.length === 1 && !expected) return only.bytes;
  const found = tensorsOf(files);
  if (!expected) return writeSafetensors(found.values());
  const { mapped, renamed, leftOut } = mapNames(found, expected);
  const isSame =
    renamed.length + leftOut.length === 0 &&
    [...mapped].every(([name, { shape }]) => String(found.get(name)?.shape) === String(shape));
  return only && files.length === 1 && isSame && isSafetensors(only.bytes)
    ? only.bytes
    : writeSafetensors(mapped.values());
}

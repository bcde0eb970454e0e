import type { ExpectedTensor } from '../expected-tensor.ts';
import { mapNames } from '../map-names.ts';
import { readWeightsFile } from '../read-weights.ts';
import { isSafetensors, writeSafetensors } from '../safetensors.ts';
import type { ObtainedFiles } from './obtained.ts';

/**
 * A safetensors file of what a file has, or an index with its `shards`, under the names of `expected`, where they are known; what
 * has no place there is left as it is, for whoever loads it to report. A file that has these names already is taken as it is.
 */
export function underNames(
  [file, ...shards]: ObtainedFiles,
  expected: readonly ExpectedTensor[] | undefined,
): Uint8Array<ArrayBuffer> {
  if (shards.length === 0 && !expected) return file.bytes;
  const { tensors: found } = readWeightsFile(file.bytes, {
    fileName: file.path,
    ...(expected ? { expected } : {}),
    ...(shards.length
      ? { shards: new Map(shards.map(({ path, bytes }) => [path.slice(path.lastIndexOf('/') + 1), bytes])) }
      : {}),
  });
  if (!expected) return writeSafetensors(found.values());
  const { mapped, renamed, leftOut } = mapNames(found, expected);
  const isSame =
    renamed.length + leftOut.length === 0 &&
    [...mapped].every(([name, { shape }]) => String(found.get(name)?.shape) === String(shape));
  return shards.length === 0 && isSame && isSafetensors(file.bytes) ? file.bytes : writeSafetensors(mapped.values());
}

import { checkValue, fileBytes } from '@resnet-compile/options';
import { chooseDictionary } from './choose-dictionary.ts';
import { readDictionary } from './read-dictionary.ts';
import type { Tensor } from './safetensors.ts';
import { isTar } from './tar.ts';
import { isTorchLegacy, openTorchLegacy } from './torch-legacy.ts';
import { openTorchTar } from './torch-tar.ts';
import { openTorchZip } from './torch-zip.ts';
import type { WeightsContents } from './weights-contents.ts';

/** Zip archives begin with a local header. */
const isZip = ([p, k, three, four]: Uint8Array): boolean => p === 0x50 && k === 0x4b && three === 3 && four === 4;

/** True for files that may be torch.save's. */
export const isTorch = (bytes: Uint8Array): boolean => isZip(bytes) || isTar(bytes) || isTorchLegacy(bytes);

/** Opens what torch.save wrote, in any of its three formats. @throws WeightsError as {@link readTorch}. */
export function openTorch(bytes: Uint8Array): WeightsContents {
  if (isZip(bytes)) return openTorchZip(bytes);
  return isTar(bytes) ? openTorchTar(bytes) : openTorchLegacy(bytes);
}

/**
 * Reads what torch.save wrote, in its zip format, that of before PyTorch 1.6, or the tar archives of before 0.2: the
 * state dict, wherever it is; readWeightsFile says where, and can be told. All dtypes become float32, row-major; nothing
 * that the file names is ever run.
 * @throws WeightsError when the file is truncated or malformed, inflates to more than it declares, holds no dictionary of
 * tensors, or one of which some are not read (sparse, quantised, complex), or reach beyond their storage.
 */
export function readTorch(bytes: Uint8Array): Map<string, Tensor<ArrayBuffer>> {
  checkValue('readTorch: the file', bytes, fileBytes);
  const contents = openTorch(bytes);
  return readDictionary(chooseDictionary(contents).taken, contents.size);
}

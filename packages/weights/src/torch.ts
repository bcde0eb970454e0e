import { checkValue, fileBytes } from '@resnet-compile/options';
import type { Tensor } from './safetensors.ts';
import { readTorchLegacy } from './torch-legacy.ts';
import { readTorchZip } from './torch-zip.ts';

/** Zip archives begin with a local header. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
}

/**
 * Reads what torch.save wrote, in its zip or its older format: the state dict, bare or under the usual keys
 * (`state_dict`, `model`, `net`, …). All dtypes become float32, row-major; nothing that the file names is ever run.
 * @throws WeightsError when the file is truncated or malformed, names anything but tensors and plain containers,
 * inflates to more than it declares, holds no state dict, or has a tensor that reaches beyond its storage.
 */
export function readTorch(bytes: Uint8Array): Map<string, Tensor<ArrayBuffer>> {
  checkValue('readTorch: the file', bytes, fileBytes);
  return isZip(bytes) ? readTorchZip(bytes) : readTorchLegacy(bytes);
}

/**
 * Reads and writes safetensors. Compiled modules take what stands in read-tensors.ts; whoever calls {@link readSafetensors}
 * hears besides of what kind another file is, and of a name that the header has twice.
 */
import { checkValue, fileBytes } from '@resnet-compile/options';
import { kindOfFile } from './file-kind.ts';
import { isSafetensors, metadataOf, readHeader, readState, readTensorsOf, type Header } from './read-tensors.ts';
import { repeatedKey } from './repeated-key.ts';
import { fail, type Tensor } from './tensor.ts';

export { decodeElements, elementTypes, type Dtype } from './element-types.ts';
export { kindOfFile } from './file-kind.ts';
export { isSafetensors, metadataOf, readHeader, readState, readTensorsOf } from './read-tensors.ts';
export { WeightsError, type Tensor } from './tensor.ts';
export { encodeUtf8 } from './utf8.ts';
export { layOutSafetensors, writeSafetensors, type LaidOutFile, type WriteOptions } from './write-safetensors.ts';

function readCheckedHeader(bytes: Uint8Array): Header {
  checkValue('safetensors: the file', bytes, fileBytes);
  const other = isSafetensors(bytes) ? undefined : kindOfFile(bytes);
  if (other !== undefined) fail(`the file ${other}`);
  const header = readHeader(bytes);
  const repeated = repeatedKey(header.json);
  if (repeated !== undefined) fail(`the header has ${JSON.stringify(repeated)} twice; each name must be unique`);
  return header;
}

/**
 * Reads a safetensors file; F64, F32, F16, BF16 and the integer types all become float32. F32 data that is aligned in
 * memory is a view of `bytes`, unless they are shared with other threads. Tensors come in the order of their data; `__metadata__` is ignored.
 * @throws WeightsError when the file is truncated, the header is no valid JSON, a name is repeated, a dtype is unknown,
 * or the tensors do not cover the data exactly (overlaps, holes, offsets beyond the file, sizes unlike the shapes).
 */
export const readSafetensors = (bytes: Uint8Array): Map<string, Tensor<ArrayBuffer>> =>
  readTensorsOf(bytes, readCheckedHeader(bytes));

/**
 * Reads the tensors of a network's state: those of the optimiser, which a training checkpoint has besides, are left out.
 * @throws WeightsError as {@link readSafetensors}.
 */
export function readStateTensors(bytes: Uint8Array): Map<string, Tensor<ArrayBuffer>> {
  readCheckedHeader(bytes);
  return readState(bytes);
}

/** The texts of a file's `__metadata__`; none where it has none. @throws WeightsError as {@link readSafetensors}. */
export const readMetadata = (bytes: Uint8Array): Readonly<Record<string, string>> =>
  metadataOf(readCheckedHeader(bytes));

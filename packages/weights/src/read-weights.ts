import { checkValue, fileBytes } from '@resnet-compile/options';
import { describeFile } from './file-kind.ts';
import { fileName as fileNameKind } from './kinds.ts';
import { isSafetensors, readStateTensors, WeightsError, type Tensor } from './safetensors.ts';
import { isZip, readTorch } from './torch.ts';

/** A pickle of protocol 2 or later begins with PROTO. */
const isPickle = ([opcode, protocol = 0]: Uint8Array): boolean => opcode === 0x80 && protocol >= 2 && protocol <= 5;

function read(bytes: Uint8Array): Map<string, Tensor<ArrayBuffer>> {
  // A length may begin with a pickle's first bytes: this is asked first.
  if (isSafetensors(bytes)) return readStateTensors(bytes);
  if (isZip(bytes) || isPickle(bytes)) return readTorch(bytes);
  throw new WeightsError(`safetensors or a PyTorch file was expected, but the file ${describeFile(bytes)}`);
}

/**
 * Reads a file of weights in whichever format it is: safetensors, a training checkpoint included, or PyTorch's two. What it is says its content;
 * `fileName` only goes into the error messages.
 * @throws WeightsError as readSafetensors and readTorch do, and when the file is neither; then it says what it is.
 */
export function readWeights(bytes: Uint8Array, fileName?: string): Map<string, Tensor<ArrayBuffer>> {
  checkValue('readWeights: the file', bytes, fileBytes);
  if (fileName !== undefined) checkValue('readWeights: the name of the file', fileName, fileNameKind);
  try {
    return read(bytes);
  } catch (cause) {
    if (fileName === undefined || !(cause instanceof WeightsError)) throw cause;
    throw new WeightsError(`${fileName}: ${cause.message}`, { cause });
  }
}

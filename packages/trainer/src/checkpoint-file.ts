import { boolean, checkOptions, checkValue, fileBytes } from '@resnet-compile/options';
import { readMetadata, readSafetensors, writeSafetensors } from '@resnet-compile/weights/safetensors';
import { nameList } from './kinds.ts';
import { crc32c } from './crc32c.ts';
import type { RunState } from './run-state.ts';

/** A checkpoint that cannot be gone on from. */
export class CheckpointError extends Error {
  /** `CheckpointError`. */
  override readonly name = 'CheckpointError';
}

const format = 'resnet-compile run 2';
/** Stands where the checksum goes while it is computed. */
const noChecksum = '00000000';
const checksumField = (checksum: string): string => `"checksum":"${checksum}"`;

/**
 * The network's checkpoint with the run's state and a CRC-32C of all bytes in its metadata; still a safetensors file that
 * the network restores.
 */
export function writeCheckpoint(network: Uint8Array, run: RunState): Uint8Array<ArrayBuffer> {
  const bytes = writeSafetensors(readSafetensors(network).values(), {
    checksum: noChecksum,
    ...readMetadata(network),
    run: JSON.stringify({ format, ...run }),
  });
  const at = placeOfChecksum(bytes, noChecksum);
  bytes.set(new TextEncoder().encode(checksumField(hexadecimal(crc32c(bytes)))), at);
  return bytes;
}

/** The run's state. @throws {TypeError} where it is given no bytes, {@link CheckpointError} where a byte is not as it was written, or it is no checkpoint of a run. */
export function readCheckpoint(bytes: Uint8Array): RunState {
  checkValue('readCheckpoint: the checkpoint', bytes, fileBytes);
  let metadata: Readonly<Record<string, string>>;
  try {
    metadata = readMetadata(bytes);
  } catch (error) {
    throw new CheckpointError(`the checkpoint is damaged: ${(error as Error).message}`);
  }
  const { checksum, run } = metadata;
  if (checksum === undefined || run === undefined)
    throw new CheckpointError(
      'this is no checkpoint of a run: its metadata has no state and checksum; start a run from such a file by loading it as weights',
    );
  const blank = new Uint8Array(bytes); // A Buffer's slice would be no copy.
  const at = placeOfChecksum(bytes, checksum);
  if (at !== -1) blank.set(new TextEncoder().encode(checksumField(noChecksum)), at);
  const found = hexadecimal(crc32c(blank));
  if (found !== checksum)
    throw new CheckpointError(
      `the checkpoint is damaged: its ${bytes.length} bytes have the checksum ${found}, expected ${checksum}`,
    );
  const { format: found2, ...state } = JSON.parse(run) as RunState & { readonly format: string };
  if (found2 !== format)
    throw new CheckpointError(
      `the checkpoint has the format ${JSON.stringify(found2)}, expected ${JSON.stringify(format)}: another version of the trainer wrote it`,
    );
  return state;
}

/** Which weights `weightsOf` takes. */
export interface WeightsOptions {
  /** Those of the moving average, which `train` evaluates where the network has one; false: those that the steps have made. */
  readonly average?: boolean;
}

/**
 * Parameters and running statistics alone, as a safetensors file that networks load. `names`: those of the state dict.
 * @throws {TypeError} where it is given no bytes, {@link CheckpointError} where the checkpoint lacks a name, or an average.
 */
export function weightsOf(
  checkpoint: Uint8Array,
  names: Iterable<string>,
  options: WeightsOptions = {},
): Uint8Array<ArrayBuffer> {
  checkValue('weightsOf: the checkpoint', checkpoint, fileBytes);
  checkValue('weightsOf: names', names, nameList);
  checkOptions<WeightsOptions>('weightsOf', options, { average: boolean });
  const tensors = readSafetensors(checkpoint);
  const wanted = [...names];
  const { average = false } = options;
  const kept = (name: string): string => (average ? `average.${name}` : name);
  const missing = wanted.filter((name) => !tensors.has(name));
  if (missing.length)
    throw new CheckpointError(
      `the checkpoint has no ${missing
        .slice(0, 5)
        .map((name) => JSON.stringify(name))
        .join(
          ', ',
        )}${missing.length > 5 ? ` and ${missing.length - 5} more` : ''}; it has ${[...tensors.keys()].slice(0, 5).join(', ')}, …: expected the names of the network's stateDict()`,
    );
  const found = wanted.flatMap((name) => {
    const tensor = tensors.get(kept(name));
    return tensor ? [{ ...tensor, name }] : [];
  });
  if (found.length < wanted.length)
    throw new CheckpointError(
      'the checkpoint has no moving average: its network declares none (ema); leave average out',
    );
  return writeSafetensors(found);
}

const hexadecimal = (checksum: number): string => checksum.toString(16).padStart(8, '0');

/** The field comes first in the header, so that no name or text before it can look like it. */
function placeOfChecksum(bytes: Uint8Array, checksum: string): number {
  const start = new TextDecoder('latin1').decode(bytes.subarray(0, 64));
  return start.indexOf(checksumField(checksum));
}

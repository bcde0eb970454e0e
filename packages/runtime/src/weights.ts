import { shown, tagOf } from '@resnet-compile/options';
import { bytesOf, copyOf } from './arrays.ts';
import type { ModelInfo } from './model-info.ts';
import type { Arrived, Reading } from './read-place.ts';

/** Original parameters by name, as in the state dict. */
export type State = ReadonlyMap<string, Float32Array>;

/** Whatever brings the bytes of a safetensors file, as `hub` of `@resnet-compile/weights`; they are the network's from then on. */
export interface WeightsSource {
  /** `parameters`: names and shapes of the network's state, which the file is to have. */
  bytes(request: {
    readonly signal: AbortSignal | undefined;
    readonly onProgress: ((arrived: Arrived) => void) | undefined;
    readonly parameters: ModelInfo['parameters'];
  }): Promise<Uint8Array>;
}

/** Where weights come from: a safetensors file by path, URL or bytes, a record of name → values, or what brings the bytes. */
export type Weights = string | URL | Uint8Array | ArrayBuffer | Readonly<Record<string, Float32Array>> | WeightsSource;

/** Weights that are the network's own: where their file is, what brings it, its bytes, or the state. */
export type OwnWeights = string | WeightsSource | Uint8Array | State;

/** A parameter may have that name too; it is no function. */
export const isSource = (weights: unknown): weights is WeightsSource =>
  typeof (weights as Partial<WeightsSource> | null | undefined)?.bytes === 'function' && tagOf(weights) === 'Object';

/** The bytes that a source brings. @throws {TypeError} where these are none; whatever the source throws. */
export async function bring(
  { name, parameters }: ModelInfo,
  source: WeightsSource,
  { signal, onBytes }: Reading,
): Promise<Uint8Array> {
  const found = await source.bytes({ signal, onProgress: onBytes, parameters });
  const what = `${name}: what bytes() of the weights gave`;
  const bytes = bytesOf(what, found);
  if (!bytes) throw new TypeError(`${what} is ${shown(found)}; expected the bytes of a safetensors file`);
  // A worker is given all of a buffer, and no shared one.
  return bytes.buffer instanceof ArrayBuffer && bytes.byteLength === bytes.buffer.byteLength ? bytes : copyOf(bytes);
}

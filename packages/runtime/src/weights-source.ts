import { shown, tagOf } from '@resnet-compile/options';
import { bytesOf, copyOf } from './arrays.ts';
import type { ModelInfo } from '@resnet-compile/plan';
import type { Reading } from './read-place.ts';
import type { WeightsSource } from './weights.ts';

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

import { shown, tagOf } from '@resnet-compile/options';
import type { Images } from './engine.ts';
import type { ModelInfo } from '@resnet-compile/plan';

const kinds = { Float32Array, Int32Array, Uint8Array, Uint8ClampedArray };
type Kinds = typeof kinds;

/** Values as a network takes them. */
export type Values = Float32Array | Int32Array | Uint8Array;

const kindOf = (view: ArrayBufferView): string =>
  (view as unknown as { readonly [Symbol.toStringTag]: string })[Symbol.toStringTag];

/** A copy by the kind of an array: a Buffer is a Uint8Array, and its own slice is no copy. */
export const copyOf = <Each extends Values>(values: Each): Each =>
  new kinds[kindOf(values) as keyof Kinds](values) as Values as Each;

/**
 * The same memory as an array of this realm; undefined where it is no such array. A frame, a test's environment and `vm`
 * have arrays of their own, which `instanceof` does not know.
 */
export function arrayOf<Kind extends keyof Kinds>(kind: Kind, value: unknown): InstanceType<Kinds[Kind]> | undefined {
  if (!ArrayBuffer.isView(value) || kindOf(value) !== kind) return undefined;
  if (value instanceof kinds[kind]) return value as InstanceType<Kinds[Kind]>;
  return new kinds[kind](
    value.buffer as ArrayBuffer,
    value.byteOffset,
    (value as unknown as { readonly length: number }).length,
  ) as InstanceType<Kinds[Kind]>;
}

/** The values of an array of floats, of 32 bits or 16; undefined for anything else. */
export const floatsOf = (value: unknown): Float32Array | undefined =>
  arrayOf('Float32Array', value) ??
  (ArrayBuffer.isView(value) && kindOf(value) === 'Float16Array'
    ? new Float32Array(value as unknown as ArrayLike<number>)
    : undefined);

/**
 * All bytes of a buffer or of an array of bytes, of any realm; undefined for anything else.
 *
 * @throws {TypeError} where they have lost their memory
 */
export function bytesOf(what: string, value: unknown): Uint8Array | undefined {
  const isBuffer = ['ArrayBuffer', 'SharedArrayBuffer'].includes(tagOf(value));
  const bytes =
    isBuffer && !isDetached(value as ArrayBuffer) ? new Uint8Array(value as ArrayBuffer) : arrayOf('Uint8Array', value);
  if (isBuffer && !bytes) throw goneError(what);
  if (bytes) expectAttached(what, bytes);
  return bytes;
}

function isDetached(buffer: ArrayBuffer): boolean {
  try {
    return !new Uint8Array(buffer);
  } catch {
    return true;
  }
}

/** An array whose buffer was transferred, or resized to end before it, has no values, whatever it had; its methods throw then. */
function isGone(values: Values): boolean {
  try {
    values.fill(0);
    return false;
  } catch {
    return true;
  }
}

/** @throws {TypeError} where an array has lost its memory. */
export function expectAttached(what: string, values: Values): void {
  if (values.length === 0 && isGone(values)) throw goneError(what);
}

const goneError = (what: string): TypeError =>
  new TypeError(
    `${what} have no memory any more: their buffer was transferred, as by postMessage, release() of a batch, or transfer: true of another call, or it was resized`,
  );

/**
 * Images as a network takes them, and how many.
 *
 * @param least how many there are at least
 * @throws {TypeError} where there is no whole number of them.
 */
export function imagesOf(
  { input, name }: ModelInfo,
  given: unknown,
  least: 0 | 1,
): readonly [images: Images, batch: number] {
  const clamped = arrayOf('Uint8ClampedArray', given);
  const images =
    floatsOf(given) ??
    arrayOf('Uint8Array', given) ??
    (clamped && new Uint8Array(clamped.buffer, clamped.byteOffset, clamped.length));
  if (!images) throw new TypeError(`${name}: images are ${shown(given)}; expected a Float32Array or Uint8Array`);
  expectAttached(`${name}: images`, images);
  const [channels, height, width] = input;
  const size = channels * height * width;
  if (images.length === 0 && least > 0)
    throw new TypeError(
      `${name}: there are no images: their array is empty; expected ${input.join('×')} = ${size} values for each`,
    );
  if (images.length % size === 0) return [images, images.length / size];
  const hint =
    images.length === 4 * height * width
      ? '. A canvas has red, green, blue and alpha of a pixel side by side; the network takes all red values, then all green, then all blue'
      : '';
  throw new TypeError(
    `${name}: images have ${images.length} values; expected a multiple of ${input.join('×')} = ${size}${hint}`,
  );
}

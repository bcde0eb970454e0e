import type { Images } from './engine.ts';
import type { ModelInfo } from './model-info.ts';

const kinds = { Float32Array, Int32Array, Uint8Array, Uint8ClampedArray };
type Kinds = typeof kinds;

const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

/**
 * The same memory as an array of this realm; undefined where it is no such array. A frame, a test's environment and `vm`
 * have arrays of their own, which `instanceof` does not know.
 */
export function arrayOf<Kind extends keyof Kinds>(kind: Kind, value: unknown): InstanceType<Kinds[Kind]> | undefined {
  if (!ArrayBuffer.isView(value) || (value as { readonly [Symbol.toStringTag]?: string })[Symbol.toStringTag] !== kind) return undefined;
  if (value instanceof kinds[kind]) return value as InstanceType<Kinds[Kind]>;
  return new kinds[kind](value.buffer as ArrayBuffer, value.byteOffset, (value as unknown as { readonly length: number }).length) as InstanceType<Kinds[Kind]>;
}

/** All bytes of a buffer or of an array of bytes, of any realm; undefined for anything else. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (['ArrayBuffer', 'SharedArrayBuffer'].includes(tagOf(value))) return new Uint8Array(value as ArrayBuffer);
  return arrayOf('Uint8Array', value);
}

/** A value in words, for whoever gave it. */
export function describe(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return `[object ${tagOf(value)}]`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** Images as a network takes them, and how many. @throws {TypeError} where there is no whole number of them. */
export function imagesOf({ input, name }: ModelInfo, given: unknown): readonly [images: Images, batch: number] {
  const clamped = arrayOf('Uint8ClampedArray', given);
  const images = arrayOf('Float32Array', given) ?? arrayOf('Uint8Array', given) ?? (clamped && new Uint8Array(clamped.buffer, clamped.byteOffset, clamped.length));
  if (!images) throw new TypeError(`${name}: images are ${describe(given)}; expected a Float32Array or Uint8Array`);
  const [channels, height, width] = input;
  const size = channels * height * width;
  if (images.length > 0 && images.length % size === 0) return [images, images.length / size];
  const hint = images.length === 4 * height * width ? '. A canvas has red, green, blue and alpha of a pixel side by side; the network takes all red values, then all green, then all blue' : '';
  throw new TypeError(`${name}: images have ${images.length} values; expected a multiple of ${input.join('×')} = ${size}${hint}`);
}

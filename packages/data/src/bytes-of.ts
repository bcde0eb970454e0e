import { shown, tagOf, withArticle } from '@resnet-compile/options';
import { DataError } from './data-error.ts';

/** Numbers in an array or a typed array, of this realm or another. */
export interface Numbers extends ArrayLike<number> {}

/**
 * Bytes as a `Uint8Array`: arrays of bytes are seen as such where they lie, others are copied where all their values are bytes.
 * @throws {DataError} where one is not, or where values look like 0…1.
 */
export function bytesOf(pixels: Numbers, name: string): Uint8Array {
  const type = tagOf(pixels);
  if (type === 'Uint8Array' || type === 'Uint8ClampedArray') {
    if (pixels instanceof Uint8Array) return pixels;
    const { buffer, byteOffset, byteLength } = pixels as Uint8Array;
    return new Uint8Array(buffer, byteOffset, byteLength);
  }
  const bytes = new Uint8Array(pixels.length);
  let most = 0;
  for (let at = 0; at < bytes.length; at++) {
    const value = pixels[at]!;
    if (!(Number.isInteger(value) && value >= 0 && value <= 255)) {
      throw new DataError(
        `${name}: pixels[${at}] is ${shown(value)}, in ${withArticle(type)}; expected bytes, integers from 0 to 255: multiply values in 0…1 by 255 and round them`,
      );
    }
    bytes[at] = value;
    if (value > most) most = value;
  }
  if (most === 1)
    throw new DataError(
      `${name}: pixels, ${withArticle(type)}, are all 0 and 1; expected bytes, from 0 to 255: multiply them by 255, or hand them over as a Uint8Array if they are meant so`,
    );
  return bytes;
}

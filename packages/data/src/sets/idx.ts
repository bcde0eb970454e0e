import { DataError } from '../data-error.ts';

export interface Idx {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;

/**
 * Reads an IDX file of bytes with so many dimensions, big-endian sizes first. Format: LeCun, Cortes and Burges,
 * http://yann.lecun.com/exdb/mnist/.
 * @throws {DataError} where the magic number or the length is another.
 */
export function readIdx(bytes: Uint8Array, dimensions: number, name: string): Idx {
  const header = 4 + 4 * dimensions;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const magic = 0x800 | dimensions;
  const found = bytes.length < 4 ? magic : view.getUint32(0);
  if (found !== magic) {
    throw new DataError(
      `${name} begins with ${hex(found)}; expected ${hex(magic)}, an IDX file of bytes with ${dimensions} dimension${dimensions === 1 ? '' : 's'}${found === (0x800 | (4 - dimensions)) ? ': are images and labels exchanged?' : ''}`,
    );
  }
  if (bytes.length < header)
    throw new DataError(
      `${name} has ${bytes.length} bytes; the header of an IDX file of ${dimensions} dimension${dimensions === 1 ? '' : 's'} alone has ${header}`,
    );
  const shape = Array.from({ length: dimensions }, (_, at) => view.getUint32(4 + 4 * at));
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (bytes.length !== header + size) {
    throw new DataError(
      `${name} says ${shape.join('×')}, which is ${header + size} bytes with its header, and has ${bytes.length}; ${bytes.length < header + size ? 'it is cut off, get it again' : 'it is no such file'}`,
    );
  }
  return { shape, data: bytes.subarray(header) };
}

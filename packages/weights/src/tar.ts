import { shownName } from '@resnet-compile/options';
import { decodeText } from './byte-reader.ts';
import { WeightsError } from './safetensors.ts';

const block = 512;

/** POSIX archives say `ustar` in their header; those of before have its checksum alone. */
export const isTar = (bytes: Uint8Array): boolean => decodeText(bytes.subarray(257, 262)) === 'ustar';

const textAt = (bytes: Uint8Array, from: number, length: number): string => {
  const field = bytes.subarray(from, from + length);
  const end = field.indexOf(0);
  return decodeText(end < 0 ? field : field.subarray(0, end));
};

/** Octal digits; GNU tar writes what does not fit in binary. */
function sizeAt(bytes: Uint8Array, from: number): number {
  const digits = textAt(bytes, from, 12).trim();
  if (/^[0-7]+$/.test(digits)) return Number.parseInt(digits, 8);
  if (bytes[from] === 0x80) return bytes.subarray(from + 1, from + 12).reduce((size, byte) => size * 256 + byte, 0);
  throw new WeightsError(`the tar archive has no size at byte ${from}; get the file again`);
}

/**
 * The files of a tar archive, as views; headers that only say more of the next file (pax, GNU's long names) are stepped over.
 * Format: https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06.
 * @throws WeightsError when it is truncated.
 */
export function readTar(bytes: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at + block <= bytes.length && bytes[at] !== 0;) {
    const name = textAt(bytes, at, 100).replace(/^\.\//, '');
    const size = sizeAt(bytes, at + 124);
    const kind = bytes[at + 156];
    const start = at + block;
    if (size > bytes.length - start)
      throw new WeightsError(
        `the tar archive is truncated: ${shownName(name)} should take bytes ${start} to ${start + size}, but the file has ${bytes.length}; get the file again`,
      );
    // A regular file: '0', or nothing in the oldest archives.
    if (kind === 0x30 || kind === 0) files.set(name, bytes.subarray(start, start + size));
    at = start + Math.ceil(size / block) * block;
  }
  return files;
}

/**
 * A short text that differs where bytes differ: xxHash32 (Collet 2014), 8 hexadecimal digits. It tells data sets apart by
 * mistake, not by intent: it is no cryptographic hash. 100 MB take 40 ms.
 */
export const digest = (content: Uint8Array | string): string =>
  xxHash32(typeof content === 'string' ? new TextEncoder().encode(content) : content, 0)
    .toString(16)
    .padStart(8, '0');

const prime1 = 0x9e3779b1 | 0;
const prime2 = 0x85ebca77 | 0;
const prime3 = 0xc2b2ae3d | 0;
const prime4 = 0x27d4eb2f;
const prime5 = 0x165667b1;

const rotated = (value: number, by: number): number => (value << by) | (value >>> (32 - by));
const mixed = (lane: number, word: number): number =>
  Math.imul(rotated((lane + Math.imul(word, prime2)) | 0, 13), prime1);

/** Specification: github.com/Cyan4973/xxHash, doc/xxhash_spec.md. */
export function xxHash32(bytes: Uint8Array, seed: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { length } = bytes;
  let at = 0;
  let hash = (seed + prime5) | 0;
  if (length >= 16) {
    let [a, b, c, d] = [(seed + prime1 + prime2) | 0, (seed + prime2) | 0, seed | 0, (seed - prime1) | 0];
    for (; at + 16 <= length; at += 16) {
      a = mixed(a, view.getInt32(at, true));
      b = mixed(b, view.getInt32(at + 4, true));
      c = mixed(c, view.getInt32(at + 8, true));
      d = mixed(d, view.getInt32(at + 12, true));
    }
    hash = (rotated(a, 1) + rotated(b, 7) + rotated(c, 12) + rotated(d, 18)) | 0;
  }
  hash = (hash + length) | 0;
  for (; at + 4 <= length; at += 4)
    hash = Math.imul(rotated((hash + Math.imul(view.getInt32(at, true), prime3)) | 0, 17), prime4);
  for (; at < length; at++) hash = Math.imul(rotated((hash + Math.imul(bytes[at]!, prime5)) | 0, 11), prime1);
  hash = Math.imul(hash ^ (hash >>> 15), prime2);
  hash = Math.imul(hash ^ (hash >>> 13), prime3);
  return (hash ^ (hash >>> 16)) >>> 0;
}

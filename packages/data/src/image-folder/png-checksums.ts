import { nodeModule } from '../files/node-modules.ts';

/**
 * Checks what the decoder does not: the CRC-32 of each chunk, and the Adler-32 of the compressed pixels. Format: PNG
 * (ISO/IEC 15948), 5.3 and 10.1.
 * @throws {Error} where one is another than the file says.
 */
export async function checkPng(bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixels: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8; at + 12 <= bytes.length; ) {
    const length = view.getUint32(at);
    const end = at + 8 + length;
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (end + 4 > bytes.length) throw new Error(`it is cut off or broken: its chunk ${type} ends ${end + 4 - bytes.length} bytes behind its end`);
    const [found, written] = [crc32(bytes.subarray(at + 4, end)), view.getUint32(end)];
    if (found !== written) throw new Error(`it is damaged: its chunk ${type} has the checksum ${hexadecimal(found)}; expected ${hexadecimal(written)}`);
    if (type === 'IDAT') pixels.push(bytes.subarray(at + 8, end));
    if (type === 'IEND') break;
    at = end + 4;
  }
  if (pixels.length === 0) return;
  try {
    await inflate(pixels);
  } catch (error) {
    throw new Error(`it is damaged: its pixels do not unpack${error instanceof Error && error.message ? ` (${error.message})` : ''}`, { cause: error });
  }
}

/** Unpacks for the sake of the checksum at the end. Node's is synchronous: a stream costs more than small images take. */
async function inflate(pieces: readonly Uint8Array<ArrayBuffer>[]): Promise<void> {
  const zlib = nodeModule('zlib');
  if (zlib) return void zlib.inflateSync(pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces));
  const reader = new Blob([...pieces]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  while (!(await reader.read()).done);
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let value = -1;
  for (let at = 0; at < bytes.length; at++) value = table[(value ^ bytes[at]!) & 255]! ^ (value >>> 8);
  return ~value >>> 0;
}

const hexadecimal = (value: number): string => value.toString(16).padStart(8, '0');

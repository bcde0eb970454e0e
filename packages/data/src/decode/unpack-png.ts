import { nodeModule } from '../files/node-modules.ts';

/**
 * Checks what the decoder does not, the CRC-32 of each chunk and the Adler-32 of the compressed pixels, and returns the
 * file with its pixels unpacked, so that they are not unpacked twice. Format: PNG (ISO/IEC 15948), 5.3 and 10.1.
 * @throws {Error} where a checksum is another than the file says, or the file ends too early.
 */
export async function unpackPng(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array<ArrayBuffer>[] = [bytes.subarray(0, 8)];
  const pixels: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 8, type = ''; type !== 'IEND' && at + 12 <= bytes.length;) {
    const end = at + 8 + view.getUint32(at);
    type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (end + 4 > bytes.length)
      throw new Error(`it is cut off or broken: its chunk ${type} ends ${end + 4 - bytes.length} bytes behind its end`);
    const [found, written] = [crc32(bytes.subarray(at + 4, end)), view.getUint32(end)];
    if (found !== written)
      throw new Error(
        `it is damaged: its chunk ${type} has the checksum ${hexadecimal(found)}; expected ${hexadecimal(written)}`,
      );
    if (['IHDR', 'PLTE', 'tRNS'].includes(type)) kept.push(bytes.subarray(at, end + 4));
    if (type === 'IDAT') pixels.push(bytes.subarray(at + 8, end));
    at = end + 4;
  }
  if (pixels.length === 0) throw new Error('it has no pixels');
  try {
    return joined([
      ...kept,
      chunk('IDAT', stored(await inflate(pixels, mostPixelBytes(view)))),
      chunk('IEND', new Uint8Array(0)),
    ]).buffer;
  } catch (error) {
    throw new Error(
      `it is damaged: its pixels do not unpack${error instanceof Error && error.message ? ` (${error.message})` : ''}`,
      { cause: error },
    );
  }
}

/** What its pixels may take, unpacked: twice what they need, since interlaced rows are more. A file of 1 MB may unpack to 1 GB. */
function mostPixelBytes(view: DataView): number {
  const samples: Readonly<Record<number, number>> = { 2: 3, 4: 2, 6: 4 };
  const bits = view.getUint8(24) * (samples[view.getUint8(25)] ?? 1);
  return 2 * (Math.ceil((view.getUint32(16) * bits) / 8) + 1) * view.getUint32(20) + 65536;
}

/** Checks the checksum at the end as well. Node's is synchronous: a stream costs more than small images take. */
async function inflate(
  pieces: readonly Uint8Array<ArrayBuffer>[],
  maxOutputLength: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const zlib = nodeModule('zlib');
  if (zlib) return zlib.inflateSync(joined(pieces), { maxOutputLength }) as Uint8Array<ArrayBuffer>;
  const stream = new Blob([...pieces]).stream().pipeThrough(new DecompressionStream('deflate'));
  const unpacked: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (let reader = stream.getReader(); ;) {
    const { value, done } = await reader.read();
    if (done) return joined(unpacked);
    length += value.length;
    if (length > maxOutputLength) throw new Error(`there are more than ${maxOutputLength} bytes of them`);
    unpacked.push(value as Uint8Array<ArrayBuffer>);
  }
}

/** zlib's format without compression (RFC 1950; RFC 1951, 3.2.4), and without its checksum, which the decoder does not read. */
function stored(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const most = 65535;
  const blocks = Math.max(Math.ceil(bytes.length / most), 1);
  const zlib = new Uint8Array(2 + 5 * blocks + bytes.length + 4);
  zlib.set([0x78, 1]);
  for (let block = 0, at = 2; block < blocks; block++) {
    const piece = bytes.subarray(block * most, (block + 1) * most);
    const { length } = piece;
    zlib.set([block === blocks - 1 ? 1 : 0, length & 255, length >> 8, ~length & 255, (~length >> 8) & 255], at);
    zlib.set(piece, at + 5);
    at += 5 + length;
  }
  return zlib;
}

function chunk(type: string, content: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(12 + content.length);
  const view = new DataView(whole.buffer);
  view.setUint32(0, content.length);
  for (let at = 0; at < 4; at++) whole[4 + at] = type.charCodeAt(at);
  whole.set(content, 8);
  view.setUint32(8 + content.length, crc32(whole.subarray(4, 8 + content.length)));
  return whole;
}

function joined(pieces: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  const native = nodeModule('zlib')?.crc32; // Since Node 20.15 and 22.2.
  if (native) return native(bytes);
  let value = -1;
  for (let at = 0; at < bytes.length; at++) value = table[(value ^ bytes[at]!) & 255]! ^ (value >>> 8);
  return ~value >>> 0;
}

const hexadecimal = (value: number): string => value.toString(16).padStart(8, '0');

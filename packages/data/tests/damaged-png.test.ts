import { readFileSync, readdirSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { decodeImage } from '../src/image-folder/index.ts';
import { dataErrorOf } from './error-of.ts';
import { source } from './folder-of.ts';

const bytesOf = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(source(name)));

/** Annex D of the PNG specification, bit by bit. */
function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? 0xedb88320 ^ (crc >>> 1) : crc >>> 1;
  }
  return ~crc >>> 0;
}

interface Chunk {
  readonly type: string;
  readonly at: number;
  readonly end: number;
}
function chunksOf(bytes: Uint8Array): readonly Chunk[] {
  const view = new DataView(bytes.buffer);
  const chunks: Chunk[] = [];
  for (let at = 8; at < bytes.length; at = chunks.at(-1)!.end + 4)
    chunks.push({ type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)), at, end: at + 8 + view.getUint32(at) });
  return chunks;
}

const names = readdirSync(source('images/')).filter((name) => name.endsWith('.png'));

// In a page there is no zlib, and streams unpack.
describe.each(['Node', 'a page'])('in %s', (host) => {
  const inHost = async <Result>(run: () => Promise<Result>): Promise<Result> => {
    if (host === 'Node') return run();
    const { getBuiltinModule } = process;
    const spy = vi
      .spyOn(process, 'getBuiltinModule')
      .mockImplementation(((name: string) =>
        name === 'node:zlib' ? undefined : getBuiltinModule(name)) as typeof getBuiltinModule);
    return run().finally(() => spy.mockRestore());
  };

  test.each(names)('%s with any flipped bit is refused', async (name) => {
    const whole = bytesOf(name);
    await inHost(() => decodeImage(whole, name));
    for (let at = 8; at < whole.length; at += Math.ceil(whole.length / 60)) {
      const flipped = whole.slice();
      flipped[at]! ^= 1;
      expect(await dataErrorOf(() => inHost(() => decodeImage(flipped, name))), `byte ${at}`).toMatch(
        new RegExp(`^${name} (cannot be decoded as PNG: |is \\d+×\\d+, \\d+ pixels; expected at most )`),
      );
    }
  });

  test('pixels that unpack to more than there are of them are refused when that is seen', async () => {
    const bytes = bytesOf('gray.png');
    const { at } = chunksOf(bytes).find(({ type }) => type === 'IDAT')!;
    const bomb = Buffer.concat([Buffer.from('....IDAT'), deflateSync(new Uint8Array(2 ** 26)), Buffer.from('....')]);
    bomb.writeUInt32BE(bomb.length - 12);
    bomb.writeUInt32BE(crcOf(bomb.subarray(4, -4)), bomb.length - 4);
    const file = new Uint8Array(Buffer.concat([bytes.subarray(0, at), bomb, bytes.subarray(-12)]));
    expect(await dataErrorOf(() => inHost(() => decodeImage(file, 'a.png')))).toMatch(
      /^a\.png cannot be decoded as PNG: it is damaged: its pixels do not unpack \((Cannot create a Buffer larger than \d+ bytes|there are more than \d+ bytes of them)\)$/,
    );
  });

  test('a wrong checksum of pixels under a right one of their chunk', async () => {
    const bytes = bytesOf('rgb.png');
    const { at, end } = chunksOf(bytes).findLast(({ type }) => type === 'IDAT')!;
    bytes[end - 1]! ^= 1; // The last byte of zlib's Adler-32.
    new DataView(bytes.buffer).setUint32(end, crcOf(bytes.subarray(at + 4, end)));
    expect(await dataErrorOf(() => inHost(() => decodeImage(bytes, 'a.png')))).toMatch(
      /^a\.png cannot be decoded as PNG: it is damaged: its pixels do not unpack/,
    );
  });
});

test('a wrong checksum is said of every kind of chunk', async () => {
  for (const name of ['palette-transparent.png', 'orientation-6.png']) {
    for (const { type, end } of chunksOf(bytesOf(name))) {
      const bytes = bytesOf(name);
      bytes[end]! ^= 1;
      expect(await dataErrorOf(() => decodeImage(bytes, name))).toMatch(
        new RegExp(
          `^${name} cannot be decoded as PNG: it is damaged: its chunk ${type} has the checksum [0-9a-f]{8}; expected [0-9a-f]{8}$`,
        ),
      );
    }
  }
});

test('what lies behind the end is no part of the image', async () => {
  const whole = bytesOf('rgb.png');
  const longer = new Uint8Array(whole.length + 100).fill(7);
  longer.set(whole);
  expect((await decodeImage(longer, 'rgb.png')).data).toEqual((await decodeImage(whole, 'rgb.png')).data);
});

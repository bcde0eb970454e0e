import { readFileSync, readdirSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { unpackRuns } from '../src/decode/bmp-runs.ts';
import { decodeImage } from '../src/image-folder/index.ts';
import { DataError } from '../src/index.ts';
import { dataErrorOf } from './error-of.ts';
import { difference, fixture, type Encoded } from './fixture.ts';

const expected = fixture<Readonly<Record<string, Encoded & { readonly mode: string }>>>('formats.json');
const bytesOf = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`fixtures/formats/${name}`, import.meta.url)));
const unpacked = ({ shape, data }: Encoded): Encoded => ({
  shape,
  data: inflateSync(Buffer.from(data, 'base64')).toString('base64'),
});

test('the fixtures are what Pillow decoded', () => {
  expect(readdirSync(new URL('fixtures/formats', import.meta.url)).sort()).toEqual(Object.keys(expected).sort());
});

const isFourColours = (name: string): boolean => /^(cmyk|ycck).*jpg$/.test(name);

test.each(Object.entries(expected).filter(([name]) => !isFourColours(name)))(
  '%s, to the bit as Pillow decodes it',
  async (name, wanted) => {
    expect(difference(await decodeImage(bytesOf(name), name), unpacked(wanted))).toBe('');
  },
);

test.each(Object.entries(expected).filter(([name]) => isFourColours(name)))(
  '%s, within 2 of 255',
  async (name, wanted) => {
    expect(difference(await decodeImage(bytesOf(name), name), unpacked(wanted))).toMatch(
      /^(.* bytes differ, by up to [12])?$/,
    );
  },
);

test("run lengths of BMP files are unpacked as in Microsoft's examples", () => {
  const rows = (bits: 4 | 8, bytes: readonly number[]): readonly string[] => {
    const indices = unpackRuns(Uint8Array.from(bytes), 20, 3, bits === 4);
    return [0, 1, 2].map((row) =>
      Array.from(indices.subarray(20 * row, 20 * row + 20), (index) => index.toString(16)).join(' '),
    );
  };
  expect(
    rows(
      8,
      [
        0x03, 0x04, 0x05, 0x06, 0x00, 0x03, 0x45, 0x56, 0x67, 0x00, 0x02, 0x78, 0x00, 0x02, 0x05, 0x01, 0x02, 0x78,
        0x00, 0x00, 0x09, 0x1e, 0x00, 0x01,
      ],
    ),
  ).toEqual([
    '4 4 4 6 6 6 6 6 45 56 67 78 78 0 0 0 0 0 0 0',
    '0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 78 78',
    '1e 1e 1e 1e 1e 1e 1e 1e 1e 0 0 0 0 0 0 0 0 0 0 0',
  ]);
  expect(
    rows(4, [0x03, 0x04, 0x05, 0x06, 0x00, 0x05, 0x45, 0x56, 0x67, 0x00, 0x00, 0x00, 0x09, 0x1e, 0x00, 0x01]),
  ).toEqual([
    '0 4 0 0 6 0 6 0 4 5 5 6 6 0 0 0 0 0 0 0',
    '1 e 1 e 1 e 1 e 1 0 0 0 0 0 0 0 0 0 0 0',
    Array(20).fill('0').join(' '),
  ]);
});

test.each(['plain.gif', 'rgb.bmp', 'runs-8.bmp', 'raw.tif', 'lzw.tif', 'cmyk.jpg', 'animated.webp', 'animated.png'])(
  '%s, cut off, is refused',
  async (name) => {
    const bytes = bytesOf(name);
    for (const part of [0.3, 0.6, 0.9]) {
      expect(await dataErrorOf(() => decodeImage(bytes.slice(0, bytes.length * part), name)), String(part)).toMatch(
        new RegExp(`^${name} cannot be decoded as (GIF|BMP|TIFF|JPEG|WebP|PNG): .+`),
      );
    }
  },
);

test('with a damaged byte anywhere, files are decoded or refused', async () => {
  vi.spyOn(console, 'log').mockImplementation(() => {}); // omggif's warnings.
  const names = [
    'plain.gif',
    'placed.gif',
    'rgb.bmp',
    'runs-4.bmp',
    '565.bmp',
    'lzw.tif',
    'group-4.tif',
    'placed.webp',
    'cmyk.jpg',
  ];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.nat(255), async (name, place, value) => {
      const bytes = bytesOf(name);
      bytes[30 + (place % (bytes.length - 30))] = value;
      await decodeImage(bytes, name).catch((error: unknown) => expect(error).toBeInstanceOf(DataError));
    }),
    { numRuns: 100, seed: 20151210 },
  );
  vi.restoreAllMocks();
});

test('TIFF files of floating-point numbers are refused, of sixteen bits their upper eight are taken', async () => {
  const tiff = (bits: number, format: number, sample: readonly number[]): Uint8Array => {
    const tags = [
      [256, 1],
      [257, 1],
      [258, bits],
      [259, 1],
      [262, 1],
      [273, 8 + 2 + 12 * 10 + 4],
      [277, 1],
      [278, 1],
      [279, sample.length],
      [339, format],
    ];
    const bytes = new Uint8Array(8 + 2 + 12 * 10 + 4 + sample.length);
    bytes.set([0x49, 0x49, 42, 0, 8, 0, 0, 0, 10, 0]);
    for (const [at, [tag, value]] of tags.entries())
      new Uint16Array(bytes.buffer, 10 + 12 * at, 6).set([tag!, 3, 1, 0, value!, 0]);
    bytes.set(sample, bytes.length - sample.length);
    return bytes;
  };
  expect([...(await decodeImage(tiff(16, 1, [0x34, 0x12]), 'a.tif')).data]).toEqual([0x12, 0x12, 0x12]);
  expect(await dataErrorOf(() => decodeImage(tiff(32, 3, [0, 0, 0, 0]), 'a.tif'))).toBe(
    'a.tif cannot be decoded as TIFF: its samples are floating-point numbers; expected 1 to 16 bits: convert it',
  );
});

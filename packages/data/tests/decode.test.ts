import * as fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { orientationOf } from '../src/decode/exif.ts';
import { decodeImage } from '../src/image-folder/index.ts';
import { DataError } from '../src/index.ts';
import { dataErrorOf } from './error-of.ts';
import { difference, fixture, type Encoded } from './fixture.ts';

const expected = fixture<Readonly<Record<string, Encoded>>>('decoded.json');
const bytesOf = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`fixtures/images/${name}`, import.meta.url)));

test('the fixtures are what Pillow decoded', () => {
  expect(
    readdirSync(new URL('fixtures/images', import.meta.url))
      .filter((name) => name !== 'cmyk.jpg')
      .sort(),
  ).toEqual(Object.keys(expected).sort());
});

test.each(Object.entries(expected))('%s: upright RGB, to the bit as Pillow decodes it', async (name, wanted) =>
  expect(difference(await decodeImage(bytesOf(name), name), wanted)).toBe(''),
);

test.each(['baseline-444.jpg', 'rgb.png', 'lossy.webp'])(
  '%s in any memory: a part of a buffer, of a Node Buffer, shared',
  async (name) => {
    const bytes = bytesOf(name);
    const places = [
      new Uint8Array(bytes.length + 7),
      Buffer.alloc(bytes.length + 7),
      new Uint8Array(new SharedArrayBuffer(bytes.length + 7)),
    ];
    for (const place of places) {
      place.set(bytes, 3);
      const { data, ...image } = await decodeImage(place.subarray(3, bytes.length + 3), name);
      expect(data.buffer).toBeInstanceOf(ArrayBuffer);
      expect(difference({ data, ...image }, expected[name]!)).toBe('');
    }
  },
);

test.each<readonly [string, (bytes: Uint8Array<ArrayBuffer>) => void]>([
  ['overwritten', (bytes) => bytes.fill(0)],
  ['given away', (bytes) => structuredClone(null, { transfer: [bytes.buffer] })],
  ['another image', (bytes) => bytes.set(bytesOf('gray.png').subarray(0, bytes.length))],
])('bytes that are %s as soon as the call has returned', async (_, change) => {
  for (const name of ['baseline-420.jpg', 'rgb.png', 'lossy.webp', 'orientation-6.jpg', 'orientation-6.png']) {
    const bytes = new Uint8Array(bytesOf(name));
    const image = decodeImage(bytes, name);
    change(bytes);
    expect(difference(await image, expected[name]!), name).toBe('');
  }
});

test('many at once: each is read or refused for itself', async () => {
  const names = ['baseline-420.jpg', 'cut', 'progressive.jpg', 'cut', 'none', 'gray.jpg', 'baseline-444.jpg'];
  const bytes = (name: string): Uint8Array =>
    name === 'cut'
      ? bytesOf('baseline-420.jpg').subarray(0, -40)
      : name === 'none'
        ? bytesOf('baseline-420.jpg').subarray(0, 100)
        : bytesOf(name);
  const results = await Promise.all(
    names.map((name) =>
      decodeImage(bytes(name), name).then(
        (image) => difference(image, expected[name]!),
        ({ message }: Error) => message,
      ),
    ),
  );
  const refused = (name: string, why: string): string => `${name} cannot be decoded as JPEG: ${why}`;
  expect(results).toEqual([
    '',
    refused('cut', 'its data ends too early'),
    '',
    refused('cut', 'its data ends too early'),
    refused('none', 'Premature end of JPEG file'),
    '',
    '',
  ]);
});

test.each(
  readdirSync(new URL('fixtures/images', import.meta.url)).filter(
    (name) => name.startsWith('orientation-') && name.endsWith('.jpg'),
  ),
)('%s as it is stored', async (name) => {
  // All are one picture, stored alike.
  expect(
    difference(await decodeImage(bytesOf(name), name, { orientation: 'ignore' }), expected['orientation-1.jpg']!),
  ).toBe('');
});

test('PNG and WebP as they are stored', async () => {
  for (const name of ['orientation-6.png', 'orientation-8.webp']) {
    const [stored, upright] = [
      await decodeImage(bytesOf(name), name, { orientation: 'ignore' }),
      await decodeImage(bytesOf(name), name, { orientation: 'apply' }),
    ];
    expect([stored.height, stored.width, upright.height, upright.width]).toEqual([17, 24, 24, 17]);
  }
});

describe('files that are wrong', () => {
  test.each([
    'baseline-420.jpg',
    'progressive.jpg',
    'gray.jpg',
    'rgb.png',
    'palette.png',
    'lossy.webp',
    'lossless-alpha.webp',
  ])('%s, cut off', async (name) => {
    const bytes = bytesOf(name);
    for (const part of [0.2, 0.5, 0.8, 0.95]) {
      expect(await dataErrorOf(() => decodeImage(bytes.slice(0, bytes.length * part), name)), String(part)).toMatch(
        new RegExp(
          `^${name} (cannot be decoded as (JPEG|PNG|WebP): .+|is no JPEG, PNG, WebP, GIF, BMP or TIFF file.*)$`,
        ),
      );
    }
    expect(difference(await decodeImage(bytes, name), expected[name]!)).toBe('');
  });

  test('say what they are', async () => {
    expect(await dataErrorOf(() => decodeImage(new Uint8Array(), 'a.jpg'))).toBe('a.jpg is empty');
    expect(await dataErrorOf(() => decodeImage(new TextEncoder().encode('GIF89a'), 'a.png'))).toBe(
      'a.png cannot be decoded as GIF: it has no frame',
    );
    expect(await dataErrorOf(() => decodeImage(bytesOf('baseline-444.jpg').slice(0, -400), 'half.jpg'))).toBe(
      'half.jpg cannot be decoded as JPEG: its data ends too early',
    );
    expect(await dataErrorOf(() => decodeImage(new TextEncoder().encode('<!DOCTYPE html>'), 'a.png'))).toBe(
      'a.png is no JPEG, PNG, WebP, GIF, BMP or TIFF file: it begins with "<!DOCTYP"',
    );
    expect(await dataErrorOf(() => decodeImage(Uint8Array.of(0, 0, 0, 1, 255), 'b.png'))).toBe(
      'b.png is no JPEG, PNG, WebP, GIF, BMP or TIFF file: it begins with 00 00 00 01 ff',
    );
  });

  test('with a damaged byte anywhere, are decoded or refused, and the decoder goes on', async () => {
    const names = [
      'baseline-420.jpg',
      'rgb.png',
      'lossless-alpha.webp',
      'orientation-6.jpg',
      'orientation-6.png',
      'orientation-8.webp',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.nat(), fc.nat(255), async (name, place, value) => {
        const bytes = bytesOf(name);
        // Not the sizes in the header: an image of 65,535 pixels squared is none to test with.
        bytes[30 + (place % (bytes.length - 30))] = value;
        await decodeImage(bytes, name).catch((error: unknown) => expect(error).toBeInstanceOf(DataError));
      }),
      { numRuns: 300, seed: 20151210 },
    );
    for (const name of names) expect(difference(await decodeImage(bytesOf(name), name), expected[name]!)).toBe('');
  });
});

test('an orientation is one of eight, whatever the bytes', () => {
  const starts = ['orientation-6.jpg', 'orientation-6.png', 'orientation-8.webp'].map(bytesOf);
  expect(starts.map(orientationOf)).toEqual([6, 6, 8]);
  fc.assert(
    fc.property(
      fc.constantFrom(...starts),
      fc.array(fc.tuple(fc.nat(120), fc.nat(255)), { maxLength: 6 }),
      fc.nat(300),
      (start, damages, length) => {
        const bytes = start.slice(0, Math.max(length, 1));
        for (const [place, value] of damages) if (place > 0 && place < bytes.length) bytes[place] = value;
        expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(orientationOf(bytes));
      },
    ),
    { numRuns: 2000, seed: 20151210 },
  );
});

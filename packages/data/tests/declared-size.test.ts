import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { declaredSize } from '../src/decode/declared-size.ts';
import { formatOf } from '../src/decode/file-format.ts';
import { decodeImage } from '../src/images.ts';
import { dataErrorOf } from './error-of.ts';

const fixtures = ['images', 'formats'].flatMap((folder) =>
  readdirSync(new URL(`fixtures/${folder}`, import.meta.url)).map((name) => `${folder}/${name}`),
);
const bytesOf = (name: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(readFileSync(new URL(`fixtures/${name}`, import.meta.url)));

test('of every fixture, what it is decoded to', async () => {
  for (const name of fixtures) {
    const bytes = bytesOf(name);
    const { width, height } = await decodeImage(bytes, name, { orientation: 'ignore' });
    const declared = declaredSize(bytes, formatOf(bytes)!);
    // TIFF's own orientation is followed in any case.
    expect(
      name.includes('turned') ? [declared?.height, declared?.width] : [declared?.width, declared?.height],
      name,
    ).toEqual([width, height]);
  }
  expect(fixtures.length).toBeGreaterThan(60);
});

test('limits: one pixel too many is refused by name, as many are decoded', async () => {
  for (const name of fixtures) {
    const bytes = bytesOf(name);
    const { width, height } = await decodeImage(bytes, name, { orientation: 'ignore' });
    const maxPixels = width * height;
    expect((await decodeImage(bytes, name, { maxPixels })).data.length).toBe(3 * maxPixels);
    expect(await dataErrorOf(() => decodeImage(bytes, name, { maxPixels: maxPixels - 1 }))).toMatch(
      new RegExp(
        `^${name} is \\d+×\\d+, ${maxPixels} pixels; expected at most ${maxPixels - 1}: make it smaller, or raise maxPixels$`,
      ),
    );
  }
  await expect(decodeImage(bytesOf('images/rgb.png'), 'a', { maxPixels: 0 })).rejects.toThrow(
    'decodeImage: maxPixels is 0; expected an integer of at least 1',
  );
});

/** A copy with 16-bit numbers in place of others, little-endian where told. */
const changed = (name: string, places: readonly number[], isLittle: boolean): Uint8Array<ArrayBuffer> => {
  const bytes = bytesOf(name);
  for (const place of places) new DataView(bytes.buffer).setUint16(place, 65535, isLittle);
  return bytes;
};
const frameOf = (bytes: Uint8Array): number => bytes.findIndex((byte, at) => byte === 0xff && bytes[at + 1] === 0xc0);

test('headers that say 65,535 pixels and more are refused before anything is decoded', async () => {
  const jpeg = bytesOf('images/baseline-420.jpg');
  const frame = frameOf(jpeg);
  // Behind what decoders pass over: bytes between markers, and a marker without a length.
  const hidden = new Uint8Array([...jpeg.subarray(0, frame), 0, 7, 0xff, 0x01, ...jpeg.subarray(frame)]);
  new DataView(hidden.buffer).setUint32(frameOf(hidden) + 5, 0xffffffff);
  for (const bytes of [
    changed('images/baseline-420.jpg', [frame + 5, frame + 7], false),
    hidden,
    changed('images/rgb.png', [18, 22], false),
    changed('formats/plain.gif', [6, 8], true),
    changed('formats/rgb.bmp', [18, 22], true),
    changed('formats/runs-8.bmp', [18, 22], true),
    changed('formats/animated.webp', [24, 27], true),
  ])
    expect(await dataErrorOf(() => decodeImage(bytes, 'a'))).toMatch(
      /^a is \d{5,}×\d{5,}, \d+ pixels; expected at most 178956970: /,
    );
});

test('a TIFF whose pixels or tiles take more than an image of its size', async () => {
  const bytes = bytesOf('formats/raw.tif');
  const view = new DataView(bytes.buffer);
  const directory = view.getUint32(4, true);
  const entries = Array.from({ length: view.getUint16(directory, true) }, (_, entry) => directory + 2 + 12 * entry);
  const set = (at: number, tag: number, value: number): void => {
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, 4, true);
    view.setUint32(at + 8, value, true);
  };
  const samples = entries.findIndex((at) => view.getUint16(at, true) === 277);
  set(entries[samples]!, 277, 65535);
  expect(await dataErrorOf(() => decodeImage(bytes, 'a.tif'))).toBe(
    'a.tif cannot be decoded as TIFF: it has 65535 samples of 8 bits a pixel; expected at most 128 bits: convert it',
  );
  set(entries[samples]!, 322, 65536);
  set(entries[samples + 1]!, 323, 65536);
  expect(await dataErrorOf(() => decodeImage(bytes, 'a.tif'))).toBe(
    'a.tif cannot be decoded as TIFF: its tiles are 65536×65536; expected at most 67108864 pixels: convert it',
  );
});

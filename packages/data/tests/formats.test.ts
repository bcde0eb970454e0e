import { readFileSync, readdirSync } from 'node:fs';
import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { unpackRuns } from '../src/image-folder/bmp-runs.ts';
import { decodeImage } from '../src/image-folder/index.ts';
import { difference, fixture, type Encoded } from './fixture.ts';

const expected = fixture<Readonly<Record<string, Encoded & { readonly mode: string }>>>('formats.json');
const bytesOf = (name: string): Uint8Array<ArrayBuffer> => new Uint8Array(readFileSync(new URL(`fixtures/formats/${name}`, import.meta.url)));
const unpacked = ({ shape, data }: Encoded): Encoded => ({ shape, data: inflateSync(Buffer.from(data, 'base64')).toString('base64') });

test('the fixtures are what Pillow decoded', () => {
  expect(readdirSync(new URL('fixtures/formats', import.meta.url)).sort()).toEqual(Object.keys(expected).sort());
});

const isFourColours = (name: string): boolean => /^(cmyk|ycck)/.test(name);

test.each(Object.entries(expected).filter(([name]) => !isFourColours(name)))('%s, to the bit as Pillow decodes it', async (name, wanted) => {
  expect(difference(await decodeImage(bytesOf(name), name), unpacked(wanted))).toBe('');
});

test.each(Object.entries(expected).filter(([name]) => isFourColours(name)))('%s, within 2 of 255', async (name, wanted) => {
  expect(difference(await decodeImage(bytesOf(name), name), unpacked(wanted))).toMatch(/^(.* bytes differ, by up to [12])?$/);
});

test('run lengths of BMP files are unpacked as in Microsoft\'s examples', () => {
  const rows = (bits: 4 | 8, bytes: readonly number[]): readonly string[] => {
    const indices = unpackRuns(Uint8Array.from(bytes), 20, 3, bits === 4);
    return [0, 1, 2].map((row) => Array.from(indices.subarray(20 * row, 20 * row + 20), (index) => index.toString(16)).join(' '));
  };
  expect(rows(8, [0x03, 0x04, 0x05, 0x06, 0x00, 0x03, 0x45, 0x56, 0x67, 0x00, 0x02, 0x78, 0x00, 0x02, 0x05, 0x01, 0x02, 0x78, 0x00, 0x00, 0x09, 0x1e, 0x00, 0x01])).toEqual([
    '4 4 4 6 6 6 6 6 45 56 67 78 78 0 0 0 0 0 0 0', '0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 78 78', '1e 1e 1e 1e 1e 1e 1e 1e 1e 0 0 0 0 0 0 0 0 0 0 0',
  ]);
  expect(rows(4, [0x03, 0x04, 0x05, 0x06, 0x00, 0x05, 0x45, 0x56, 0x67, 0x00, 0x00, 0x00, 0x09, 0x1e, 0x00, 0x01])).toEqual([
    '0 4 0 0 6 0 6 0 4 5 5 6 6 0 0 0 0 0 0 0', '1 e 1 e 1 e 1 e 1 0 0 0 0 0 0 0 0 0 0 0', Array(20).fill('0').join(' '),
  ]);
});

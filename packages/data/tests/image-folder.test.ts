import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { decodeImage, imageFolder } from '../src/image-folder/index.ts';
import {
  batches,
  horizontalFlip,
  randomResizedCrop,
  type Batch,
  type BatchOptions,
  type Dataset,
  type Progress,
} from '../src/index.ts';
import { fit } from '../src/pixels/fit.ts';
import { dataErrorOf } from './error-of.ts';
import { folderOf, source } from './folder-of.ts';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';

const animals = {
  'dog/b.JPG': 'baseline-420.jpg',
  'dog/a.png': 'alpha.png',
  'cat/deep/er/x.webp': 'lossy.webp',
  'cat/2.jpeg': 'orientation-6.jpg',
  'cat/readme.txt': 'no image',
  'notes.txt': 'no class',
};

async function collect(dataset: Dataset, options: BatchOptions): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches(dataset, options)) all.push(batch);
  return all;
}
const imagesOf = (all: readonly Batch[]) =>
  all.map(({ images, labels, indices }) => [[...images], [...labels], [...indices]]);

test('a class for each folder, sorted, with all images that lie in it', async () => {
  const seen: Progress[] = [];
  const folder = folderOf(animals);
  for (const place of [folder, pathToFileURL(folder)]) {
    const dataset = await imageFolder(place, { size: [10, 12], onProgress: (progress) => seen.push(progress) });
    expect([dataset.length, dataset.shape, dataset.classes, [...dataset.labels]]).toEqual([
      4,
      [3, 10, 12],
      ['cat', 'dog'],
      [0, 0, 1, 1],
    ]);
    expect(seen.at(-1)).toEqual({ what: `scanning ${folder}`, done: 4, total: 4, rate: expect.any(Number) });
  }
});

test('batches have the middle of each image, resized; in workers and on this thread', async () => {
  const folder = folderOf(animals);
  const dataset = await imageFolder(folder, { size: 14 });
  const here = await collect(dataset, { batchSize: 3, shuffle: false, workers: 0 });
  const image = async (name: string) =>
    Float32Array.from(
      fit(await decodeImage(new Uint8Array(readFileSync(source(name))), name), 16, [3, 14, 14], 'bilinear').data,
      (byte) => byte / 255,
    );
  const expected = await Promise.all(['orientation-6.jpg', 'lossy.webp', 'alpha.png', 'baseline-420.jpg'].map(image));
  expect(here.flatMap(({ images }) => [...images])).toEqual(expected.flatMap((one) => [...one]));
  for (const workers of [1, 2])
    expect(imagesOf(await collect(dataset, { batchSize: 3, shuffle: false, workers }))).toEqual(imagesOf(here));
});

test('a random resized crop is taken of the original', async () => {
  const dataset = await imageFolder(folderOf(animals), { size: 14 });
  const augment = [randomResizedCrop({ scale: [1, 1], ratio: [47 / 33, 47 / 33] }), horizontalFlip()];
  const all = await collect(dataset, { batchSize: 4, augment, seed: 9 });
  expect(all[0]!.images.length).toBe(4 * 3 * 14 * 14);
  expect(imagesOf(await collect(dataset, { batchSize: 4, augment, seed: 9, workers: 0 }))).toEqual(imagesOf(all));
  expect(imagesOf(await collect(dataset, { batchSize: 4, seed: 9, augment: [horizontalFlip()] }))).not.toEqual(
    imagesOf(all),
  );
});

test('links to folders are followed, and those to nothing are named where they are images', async () => {
  const folder = folderOf(animals);
  const linked = temporaryFolder();
  symlinkSync(join(folder, 'dog'), join(linked, 'wolf'));
  mkdirSync(join(linked, 'lion'));
  symlinkSync(join(folder, 'cat', 'deep'), join(linked, 'lion', 'deep'));
  symlinkSync(join(folder, 'nowhere'), join(linked, 'nothing'));
  symlinkSync(join(folder, 'nowhere.jpg'), join(linked, 'lion', 'gone.jpg'));
  const dataset = await imageFolder(linked, { size: 14 });
  expect([dataset.classes, [...dataset.labels]]).toEqual([
    ['lion', 'wolf'],
    [0, 0, 1, 1],
  ]);
  expect(await dataErrorOf(() => collect(dataset, { batchSize: 4 }))).toBe(
    `${join(linked, 'lion/gone.jpg')} is no longer there`,
  );
});

const isNone = (start: string): string => `is no JPEG, PNG, WebP, GIF, BMP or TIFF file: it begins with "${start}"`;

describe('an image that cannot be read', () => {
  const broken = { ...animals, 'cat/3.jpg': 'this is text', 'dog/c.jpg': 'this as well' };

  test.each([0, 1])('is named (%d workers)', async (workers) => {
    const folder = folderOf(broken);
    const dataset = await imageFolder(folder, { size: 8 });
    expect(await dataErrorOf(() => collect(dataset, { batchSize: 3, shuffle: false, workers }))).toBe(
      `${join(folder, 'cat/3.jpg')} ${isNone('this is ')}`,
    );
  });

  test.each([0, 1])('or another takes its place, and that is said (%d workers)', async (workers) => {
    const folder = folderOf(broken);
    const dataset = await imageFolder(folder, { size: 8 });
    const skipped = [
      [`${join(folder, 'cat/3.jpg')} ${isNone('this is ')}`],
      [`${join(folder, 'dog/c.jpg')} ${isNone('this as ')}`],
    ];
    const all = await collect(dataset, { batchSize: 3, shuffle: false, workers, onCorrupt: 'skip' });
    expect(all.map((batch) => [batch.step, batch.indices.length, batch.images.length / 192, batch.skipped])).toEqual([
      [0, 3, 3, skipped[0]],
      [1, 3, 3, skipped[1]],
    ]);
    const readable = [0, 2, 3, 4];
    const indices = all.flatMap((batch) => [...batch.indices]);
    expect([indices[0], indices[2], indices[3], indices[4]]).toEqual(readable);
    expect([readable.includes(indices[1]!), readable.includes(indices[5]!)]).toEqual([true, true]);
    expect(all.flatMap(({ labels }) => [...labels])).toEqual(indices.map((index) => dataset.labels[index]));
    const alone = await collect(dataset, { batchSize: 1, shuffle: false, workers, onCorrupt: 'skip' });
    expect(alone.flatMap((batch) => [...batch.indices])).toEqual(indices);
    expect(alone.map((batch) => batch.skipped)).toEqual([[], skipped[0], [], [], [], skipped[1]]);
  });
});

describe('folders that are wrong', () => {
  test('missing, without classes, with an empty class', async () => {
    expect(await dataErrorOf(() => imageFolder('nowhere', { size: 8 }))).toBe(
      `cannot list nowhere: there is no folder ${resolve('nowhere')}`,
    );
    const flat = folderOf({ 'a.jpg': 'gray.jpg' });
    expect(await dataErrorOf(() => imageFolder(flat, { size: 8 }))).toBe(
      `${flat} has no folders; expected one for each class, with its images`,
    );
    const empty = folderOf({ ...animals, 'bird/readme.txt': 'nothing yet' });
    expect(await dataErrorOf(() => imageFolder(empty, { size: 8 }))).toBe(
      `${empty}: there are no images that are read in bird; remove this folder, or pass classes`,
    );
  });

  test('with other classes than those of training', async () => {
    const folder = folderOf(animals);
    expect((await imageFolder(folder, { size: 8, classes: ['dog', 'cat'] })).labels).toEqual(Int32Array.of(0, 0, 1, 1));
    expect(await dataErrorOf(() => imageFolder(folder, { size: 8, classes: ['cat', 'cow'] }))).toBe(
      `${folder} has dog, which is not among the 2 classes that were given: cat, cow`,
    );
    expect(await dataErrorOf(() => imageFolder(folder, { size: 8, classes: ['cat', 'Dog'] }))).toMatch(
      /; did you mean Dog by dog\?$/,
    );
  });

  test('or options', async () => {
    await expect(imageFolder('x', { size: 0 })).rejects.toThrow(
      'imageFolder: size is 0; expected an integer of at least 1, or [height, width]',
    );
    await expect(imageFolder('x', { size: 8, resize: 7 })).rejects.toThrow(
      'imageFolder: resize is 7; expected an integer of at least 8',
    );
    await expect(imageFolder('x', { size: 8, filter: 'box' as 'bilinear' })).rejects.toThrow(
      "imageFolder: filter is \"box\"; expected 'bilinear' or 'bicubic'",
    );
    expect(await dataErrorOf(() => imageFolder('https://example.org/x', { size: 8 }))).toMatch(
      /^cannot list https:\/\/example\.org\/x: it is no folder on this machine/,
    );
  });
});

test('files that a user chose in a page', async () => {
  const file = (path: string, from: string): File =>
    Object.defineProperty(
      new File([new Uint8Array(readFileSync(source(from)))], path.split('/').at(-1)!),
      'webkitRelativePath',
      { value: path },
    );
  const chosen = [
    file('animals/dog/b.JPG', 'baseline-420.jpg'),
    file('animals/cat/deep/x.webp', 'lossy.webp'),
    file('animals/cat/readme.txt', 'gray.jpg'),
    file('animals/top.jpg', 'gray.jpg'),
  ];
  const dataset = await imageFolder(chosen, { size: 14 });
  expect([dataset.classes, [...dataset.labels]]).toEqual([
    ['cat', 'dog'],
    [0, 1],
  ]);
  const folder = folderOf({ 'dog/b.jpg': 'baseline-420.jpg', 'cat/x.webp': 'lossy.webp' });
  expect(imagesOf(await collect(dataset, { batchSize: 2 }))).toEqual(
    imagesOf(await collect(await imageFolder(folder, { size: 14 }), { batchSize: 2 })),
  );
});

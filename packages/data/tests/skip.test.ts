import { describe, expect, test } from 'vitest';
import {
  batches,
  cutmix,
  DataError,
  mixup,
  type Augmentation,
  type Batch,
  type BatchOptions,
  type Dataset,
} from '../src/index.ts';
import { dataErrorOf } from './error-of.ts';

/** Forty images of one value each, of which some cannot be read. */
const damaged = (bad: readonly number[], length = 40): Dataset => ({
  name: 'damaged',
  length,
  shape: [1, 1, 1],
  classes: ['even', 'odd'],
  labels: Int32Array.from({ length }, (_, index) => index % 2),
  source: {
    data: undefined,
    open: () => ({
      image(index) {
        if (bad.includes(index)) throw new DataError(`${index}.jpg is damaged`);
        return { data: Uint8Array.of(index), channels: 1, height: 1, width: 1 };
      },
    }),
  },
});

async function collect(dataset: Dataset, options: Partial<BatchOptions>): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches(dataset, { batchSize: 4, onCorrupt: 'skip', ...options })) all.push(batch);
  return all;
}
const indicesOf = (all: readonly Batch[]): number[] => all.flatMap(({ indices }) => [...indices]);

describe.each([
  ['one image', [17]],
  ['one in each batch', [0, 4, 8, 12, 16, 20, 24, 28, 32, 36]],
  ['a whole batch', [8, 9, 10, 11]],
  ['the smaller last batch', [38, 39]],
  ['all but one', Array.from({ length: 40 }, (_, index) => index).filter((index) => index !== 23)],
])('%s cannot be read', (_, bad) => {
  test.each([
    { shuffle: false },
    { shuffle: true },
    { batchSize: 1 },
    { batchSize: 7 },
    { batchSize: 7, dropLast: true },
  ])('batches keep their number and size: %j', async (options) => {
    const dataset = damaged(bad);
    const expected = await collect(damaged([]), options);
    const all = await collect(dataset, options);
    expect(all.length).toBe(batches(dataset, { batchSize: 4, ...options }).length);
    expect(
      all.map(({ step, indices, labels, images }) => [step, indices.length, labels.length, images.length]),
    ).toEqual(expected.map(({ step, indices }) => [step, indices.length, indices.length, indices.length]));
    // Only places of bad images have another, with its label and pixels.
    const [wanted, found] = [indicesOf(expected), indicesOf(all)];
    for (const [at, index] of found.entries())
      expect(bad.includes(wanted[at]!) ? !bad.includes(index) : index === wanted[at]).toBe(true);
    expect(all.flatMap(({ labels }) => [...labels])).toEqual(found.map((index) => index % 2));
    expect(all.flatMap(({ images }) => [...images])).toEqual(found.map((index) => Math.fround(index / 255)));
    // Each is named once, in its own batch.
    expect(all.map(({ skipped }) => skipped)).toEqual(
      expected.map(({ indices }) =>
        [...indices].filter((index) => bad.includes(index)).map((index) => `${index}.jpg is damaged`),
      ),
    );
  });
});

test('what takes a place is a function of seed, epoch and image, not of the batches', async () => {
  const dataset = damaged([3, 8, 9, 10, 11, 30]);
  const expected = indicesOf(await collect(dataset, { seed: 5, epoch: 1 }));
  for (const options of [{ batchSize: 1 }, { batchSize: 9 }, { workers: 0, prefetch: 4 }])
    expect(indicesOf(await collect(dataset, { seed: 5, epoch: 1, ...options }))).toEqual(expected);
  expect(indicesOf(await collect(dataset, { seed: 5, epoch: 1, start: 6 }))).toEqual(expected.slice(24));
  const places = async (seed: number, epoch: number) =>
    indicesOf(await collect(dataset, { seed, epoch, shuffle: false }))
      .filter((index, place) => index !== place)
      .join();
  expect(new Set(await Promise.all([places(5, 1), places(5, 2), places(6, 1)])).size).toBe(3);
});

test.each<readonly [string, readonly Augmentation[]]>([
  ['mixup', [mixup()]],
  ['cutmix', [cutmix()]],
])('with %s, distributions are those of the images that are there', async (_, augment) => {
  for (const { labels, indices } of await collect(damaged([8, 9, 10, 11]), { augment, shuffle: false })) {
    expect(labels.length).toBe(2 * indices.length);
    for (let n = 0; n < indices.length; n++) expect(labels[2 * n]! + labels[2 * n + 1]!).toBeCloseTo(1, 6);
  }
});

test('where no image can be read, that is an error', async () => {
  const all = Array.from({ length: 6 }, (_, index) => index);
  expect(await dataErrorOf(() => collect(damaged(all, 6), { shuffle: false }))).toBe(
    'none of the 6 images can be read, and so none can take the place of another: 0.jpg is damaged',
  );
  expect(await dataErrorOf(() => collect(damaged([0], 1), {}))).toBe(
    'none of the 1 images can be read, and so none can take the place of another: 0.jpg is damaged',
  );
});

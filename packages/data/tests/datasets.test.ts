import { expect, test, vi } from 'vitest';
import { batches, DataError, horizontalFlip, inMemory, type Batch, type Dataset, type Image } from '../src/index.ts';
import { smallSet } from './small-set.ts';

const make = (more: object) => () =>
  inMemory({ name: 'mine', pixels: new Uint8Array(8), labels: [0, 1], shape: [1, 2, 2], classes: ['a', 'b'], ...more });

test('data in memory that do not fit are refused', () => {
  expect(make({})().length).toBe(2);
  expect(make({ pixels: new Uint8Array(7) })).toThrow(
    new DataError('mine has 7 bytes of pixels for 2 labels; expected 1×2×2 = 4 bytes for each'),
  );
  expect(make({ labels: [0, 2] })).toThrow(new DataError('mine: the label of image 1 is 2; expected 0 to 1'));
  expect(make({ labels: [-1, 0] })).toThrow('mine: the label of image 0 is -1; expected 0 to 1');
  expect(make({ labels: [0.5, 0] })).toThrow('mine: the label of image 0 is 0.5; expected 0 to 1');
});

const firstBatch = async (dataset: Dataset): Promise<Batch> => {
  for await (const batch of batches(dataset, {
    batchSize: 2,
    shuffle: false,
    augment: [horizontalFlip({ probability: 1 })],
  }))
    return batch;
  throw new Error('there is no batch');
};

/** A data set of one's own, of images that are computed. */
const ownSet = (
  image: (index: number) => Image | Promise<Image>,
  startThread?: Dataset['source']['startThread'],
): Dataset => ({
  name: 'own',
  length: 2,
  shape: [1, 1, 3],
  classes: ['only'],
  labels: new Int32Array(2),
  source: { data: undefined, open: () => ({ image }), ...(startThread ? { startThread } : {}) },
});
const ramp = (index: number, width = 3): Image => ({
  data: Uint8Array.from({ length: width }, (_, at) => 51 * (at + index)),
  channels: 1,
  height: 1,
  width,
});

test("a data set of one's own needs no worker", async () => {
  expect([...(await firstBatch(ownSet((index) => Promise.resolve(ramp(index))))).images]).toEqual(
    [0.4, 0.2, 0, 0.6, 0.4, 0.2].map(Math.fround),
  );
});

test("an image of another shape than the data set's is an error", async () => {
  await expect(firstBatch(ownSet((index) => ramp(index, 3 + index)))).rejects.toThrow(
    new DataError('image 1 is 1×1×4, 4 bytes, after augmentation; expected 1×1×3'),
  );
});

test('where a host refuses to start a worker, the batches are made without, and that is said', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const refused = ownSet(
    (index) => ramp(index),
    () => {
      throw new Error('the policy of this page forbids it');
    },
  );
  expect((await firstBatch(refused)).images.length).toBe(6);
  expect(warn.mock.calls).toEqual([
    [
      'batches are made without a worker, between the steps: it could not be started: the policy of this page forbids it',
    ],
  ]);
  warn.mockRestore();
});

test('what a source throws reaches the loop, from workers too', async () => {
  await expect(
    firstBatch(
      ownSet(() => {
        throw new RangeError('mine');
      }),
    ),
  ).rejects.toThrow(new RangeError('mine'));
  const bad = smallSet(4);
  const cut: Dataset = { ...bad, source: { ...bad.source, data: { pixels: new Uint8Array(3), shape: bad.shape } } };
  await expect(firstBatch(cut)).rejects.toThrow(
    new DataError('image 0 is 3×8×8, 3 bytes, after augmentation; expected 3×8×8'),
  );
});

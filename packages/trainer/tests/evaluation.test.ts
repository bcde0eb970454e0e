import { expect, test } from 'vitest';
import { evaluate, type Batch } from '../src/index.ts';
import { openTest, openTraining } from './small-data.ts';
import { smallModule } from './small-module.ts';

/** A network whose logits are its images. */
const identity = { predict: async (images: Float32Array | Uint8Array) => Float32Array.from(images) };
const rows = (...logits: readonly (readonly number[])[]): Float32Array => Float32Array.from(logits.flat());

test('loss, top-1, top-5 and confusions by hand, of batches of different sizes', async () => {
  const first = rows([5, 4, 3, 2, 1, 0], [0, 1, 2, 3, 4, 5]);
  const second = rows([1, 1, 0, 0, 0, 0]);
  const found = await evaluate({
    network: identity,
    batches: [
      { images: first, labels: Int32Array.of(0, 0) },
      { images: second, labels: Int32Array.of(1) },
    ],
  });
  const log = (row: readonly number[]): number => Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0));
  expect(found.loss).toBeCloseTo(
    (log([5, 4, 3, 2, 1, 0]) - 5 + log([5, 4, 3, 2, 1, 0]) - 0 + log([1, 1, 0, 0, 0, 0]) - 1) / 3,
    12,
  );
  // Of two equal logits the first is the larger one: the third image is taken for class 0, and is right within two.
  expect(found).toMatchObject({ images: 3, top1: 1 / 3, top5: 2 / 3 });
  expect(found.confusion).toEqual([
    [1, 0, 0, 0, 0, 1],
    [1, 0, 0, 0, 0, 0],
    ...Array.from({ length: 4 }, () => [0, 0, 0, 0, 0, 0]),
  ]);
});

test('large logits do not overflow; with fewer than six classes every image is right within five', async () => {
  const { loss, top5 } = await evaluate({
    network: identity,
    batches: [{ images: rows([1e4, -1e4], [1e4, 1e4 - 1]), labels: Int32Array.of(1, 0) }],
  });
  expect(loss).toBeCloseTo((2e4 + Math.log(1 + Math.exp(-1))) / 2, 6);
  expect(top5).toBe(1);
});

test('a compiled network: the size of the batches does not matter, and its own evaluate agrees', async () => {
  const network = (await smallModule().load({ seed: 3 })) as Awaited<
    ReturnType<ReturnType<typeof smallModule>['load']>
  > & { evaluate(batch: Batch): Promise<{ loss: number; correct: number }> };
  const whole = [...openTest()];
  const images = Float32Array.from(whole.flatMap((batch) => [...batch.images]));
  const labels = Int32Array.from(whole.flatMap((batch) => [...batch.labels]));
  const [parts, one] = [
    await evaluate({ network, batches: openTest() }),
    await evaluate({ network, batches: [{ images, labels }] }),
  ];
  expect({ ...parts, loss: 0 }).toEqual({ ...one, loss: 0 });
  expect(parts.loss).toBeCloseTo(one.loss, 12);
  const own = await network.evaluate({ images, labels });
  expect(own.correct).toBe(Math.round(one.top1 * 75));
  expect(own.loss).toBeCloseTo(one.loss, 6);
  expect(one.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(75);
});

test('progress is told, batches are given back, and a signal ends it', async () => {
  const told: number[] = [];
  let released = 0;
  const controller = new AbortController();
  const batches = Array.from({ length: 4 }, () => ({
    images: rows([1, 0], [0, 1]),
    labels: Int32Array.of(0, 1),
    release: () => void released++,
  }));
  await expect(
    evaluate({
      network: identity,
      batches,
      signal: controller.signal,
      onProgress: (images) => (told.push(images), images === 4 && controller.abort(), undefined),
    }),
  ).rejects.toThrow(expect.objectContaining({ name: 'StoppedError', message: 'stopped after 4 images' }));
  expect([told, released]).toEqual([[2, 4], 2]);
});

test.each<readonly [string, readonly Batch[], string]>([
  ['no images', [], 'there are no images to evaluate on; expected one batch at least'],
  [
    'a label beyond the classes',
    [{ images: rows([0, 1]), labels: Int32Array.of(2) }],
    'the label of image 0 is 2; expected 0 to 1',
  ],
  [
    'distributions',
    [{ images: rows([0, 1]), labels: Float32Array.of(0, 1) }],
    'a batch to evaluate on has [object Float32Array] as labels; expected an Int32Array of classes',
  ],
  [
    'logits that are no numbers',
    [{ images: rows([0, 1], [Number.NaN, 1]), labels: Int32Array.of(0, 0) }],
    'the logits of image 1 are not numbers: NaN, 1',
  ],
  [
    'more images than labels',
    [
      { images: rows([0, 1], [0, 1], [0, 1]), labels: Int32Array.of(0, 1) },
      { images: rows([0, 1]), labels: Int32Array.of(0) },
    ],
    'a batch to evaluate on has 2 labels, and its images have 6 logits, which is 3 images of 2 classes; expected a label for each image',
  ],
  [
    'no whole number of logits',
    [{ images: rows([0, 1], [0, 1], [0, 1]), labels: Int32Array.of(0, 1, 0, 1) }],
    'a batch to evaluate on has 4 labels, and its images have 6 logits, which is 3 images of 2 classes',
  ],
  [
    'labels without images',
    [{ images: rows(), labels: Int32Array.of(0) }],
    'a batch to evaluate on has 1 labels, and its images have 0 logits',
  ],
  [
    'images without labels',
    [{ images: rows([0, 1]), labels: new Int32Array(0) }],
    'a batch to evaluate on has 0 labels, and its images have 2 logits',
  ],
  [
    'indices of other images',
    [{ images: rows([0, 1]), labels: Int32Array.of(0), indices: [1, 2] }],
    'a batch to evaluate on has 1 labels and 2 indices',
  ],
])('%s', async (_, batches, message) => {
  await expect(evaluate({ network: { ...identity, training: { classes: 2 } }, batches })).rejects.toThrow(message);
});

test('a network that does not say its classes has as many as in the batch before; an empty batch says nothing', async () => {
  const [empty, two] = [
    { images: rows(), labels: new Int32Array(0) },
    { images: rows([0, 1], [0, 1]), labels: Int32Array.of(0, 1) },
  ];
  await expect(
    evaluate({ network: identity, batches: [empty, two, { ...two, labels: Int32Array.of(1) }] }),
  ).rejects.toThrow('has 1 labels, and its images have 4 logits, which is 2 images of 2 classes');
  expect(await evaluate({ network: identity, batches: [empty, two, empty] })).toMatchObject({ images: 2, top1: 0.5 });
});

test.each<readonly [object, string]>([
  [
    { batchs: [] },
    'evaluate: there is no option "batchs"; did you mean batches? There are network, batches, onProgress, signal',
  ],
  [{ batches: openTest }, 'evaluate: batches is a function; expected batches: an iterable of { images, labels }'],
  [{ network: {} }, 'evaluate: network is {}; expected what load() of a compiled module gives'],
  [{ signal: true }, 'evaluate: signal is true; expected an AbortSignal'],
])('%j', async (options, message) => {
  await expect(evaluate({ network: identity, batches: [], ...options } as never)).rejects.toThrow(message);
});

test('training data of a seed and an epoch are the same whenever they are opened, from any step on', async () => {
  const all: Batch[] = [];
  for await (const batch of openTraining()({ seed: 1, epoch: 2, start: 0 })) all.push(batch);
  const later: Batch[] = [];
  for await (const batch of openTraining()({ seed: 1, epoch: 2, start: 13 })) later.push(batch);
  expect(later).toEqual(all.slice(13));
});

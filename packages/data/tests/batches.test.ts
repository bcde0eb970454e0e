/// <reference lib="es2024.arraybuffer" />
import * as fc from 'fast-check';
import { execFile } from 'node:child_process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import {
  batches,
  horizontalFlip,
  inMemory,
  padCrop,
  type Batch,
  type BatchOptions,
  type Dataset,
  type Shape,
} from '../src/index.ts';
import { dataErrorOf } from './error-of.ts';
import { startThread } from '../src/batches/start-thread.ts';
import { smallSet } from './small-set.ts';

const augment = [padCrop(2), horizontalFlip()];
const normalize = { mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4] };

async function collect(dataset: Dataset, options: BatchOptions): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches(dataset, options)) all.push(batch);
  return all;
}
const bits = (all: readonly Batch[]) =>
  all.map(({ step, images, labels, indices }) => ({
    step,
    images: [...new Uint32Array(images.slice().buffer)],
    labels: [...labels],
    indices: [...indices],
  }));

test('shapes, labels and the smaller last batch', async () => {
  const all = await collect(smallSet(10), { batchSize: 4, shuffle: false });
  expect(all.map(({ step, images, labels, indices }) => [step, images.length, [...labels], [...indices]])).toEqual([
    [0, 4 * 192, [0, 1, 2, 3], [0, 1, 2, 3]],
    [1, 4 * 192, [4, 5, 6, 7], [4, 5, 6, 7]],
    [2, 2 * 192, [8, 9], [8, 9]],
  ]);
  // Bytes as floats of 0…1.
  expect(all.map(({ images }) => images[0])).toEqual([0, 4, 8].map((byte) => Math.fround(byte / 255)));
});

test('mean what was said in the call, whatever becomes of the lists', async () => {
  const [augment, normalize, shape, classes] = [
    [padCrop(2)],
    { mean: [0.5, 0.5, 0.5], std: [1, 1, 1] },
    [3, 8, 8],
    ['a', 'b'],
  ];
  const set = inMemory({
    name: 'lists',
    pixels: new Uint8Array(4 * 192).map((_, at) => at),
    labels: [0, 1, 0, 1],
    shape: shape as unknown as Shape,
    classes,
  });
  const all = batches(set, { batchSize: 4, augment, normalize });
  const { fingerprint } = all;
  const pixelsOf = async (): Promise<unknown> => {
    for await (const { images } of all) return images;
  };
  const before = await pixelsOf();
  augment.length = 0;
  normalize.std[0] = NaN;
  shape[1] = 4;
  classes.pop();
  expect(await pixelsOf()).toEqual(before);
  expect([all.fingerprint, set.shape, set.classes]).toEqual([fingerprint, [3, 8, 8], ['a', 'b']]);
});

describe.each([0, 1])('with %i workers', (workers) => {
  test.each<readonly [string, (buffer: ArrayBuffer) => void, number]>([
    ['given away', (buffer) => structuredClone(null, { transfer: [buffer] }), 0],
    ['cut short', (buffer) => buffer.resize(200), 200],
  ])('pixels that were %s since are said to be missing', async (_, change, left) => {
    const buffer = new ArrayBuffer(4 * 192, { maxByteLength: 8 * 192 });
    const all = batches(
      inMemory({
        name: 'lent',
        pixels: new Uint8Array(buffer),
        labels: [0, 0, 0, 0],
        shape: [3, 8, 8],
        classes: ['a'],
      }),
      { batchSize: 2, workers },
    );
    change(buffer);
    const missing = `lent: of 768 bytes of pixels ${left} are there: their buffer was transferred or resized since; hand over a copy`;
    expect(
      await dataErrorOf(async () => {
        for await (const _ of all);
      }),
    ).toBe(missing);
    expect(await dataErrorOf(() => all.fingerprint)).toBe(missing);
  });
});

test('pixels whose buffer has grown since are those that there were', async () => {
  const buffer = new ArrayBuffer(4 * 192, { maxByteLength: 8 * 192 });
  const set = inMemory({
    name: 'growing',
    pixels: new Uint8Array(buffer),
    labels: [0, 0, 0, 0],
    shape: [3, 8, 8],
    classes: ['a'],
  });
  const same = inMemory({
    name: 'growing',
    pixels: new Uint8Array(4 * 192),
    labels: [0, 0, 0, 0],
    shape: [3, 8, 8],
    classes: ['a'],
  });
  const before = bits(await collect(set, { batchSize: 2 }));
  buffer.resize(8 * 192);
  expect(batches(set, { batchSize: 2 }).fingerprint).toBe(batches(same, { batchSize: 2 }).fingerprint);
  expect(bits(await collect(set, { batchSize: 2 }))).toEqual(before);
});

test('dropLast leaves the smaller batch out', async () => {
  expect((await collect(smallSet(10), { batchSize: 4, dropLast: true })).map(({ indices }) => indices.length)).toEqual([
    4, 4,
  ]);
  expect([
    batches(smallSet(10), { batchSize: 4, dropLast: true }).length,
    batches(smallSet(10), { batchSize: 4 }).length,
  ]).toEqual([2, 3]);
  expect(await collect(smallSet(3), { batchSize: 4, dropLast: true })).toEqual([]);
});

test('every epoch has each image once, in an order of its own', async () => {
  const orders = await Promise.all(
    [0, 1, 2].map(async (epoch) =>
      (await collect(smallSet(50), { batchSize: 8, seed: 3, epoch })).flatMap(({ indices }) => [...indices]),
    ),
  );
  for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n));
  expect(new Set(orders.map(String)).size).toBe(3);
});

describe('what is drawn depends on nothing but seed, epoch, image and operation', () => {
  const dataset = smallSet(60);
  const options: BatchOptions = { batchSize: 7, seed: 5, epoch: 2, augment, normalize };

  test('whatever the threads, what is made ahead and where the loop begins', () =>
    fc.assert(
      fc.asyncProperty(fc.nat(3), fc.nat(4), fc.nat(9), async (workers, prefetch, start) => {
        const expected = bits(await collect(dataset, { ...options, workers: 0 })).filter(({ step }) => step >= start);
        expect(bits(await collect(dataset, { ...options, workers, prefetch, start }))).toEqual(expected);
      }),
      { numRuns: 12, seed: 20151210 },
    ));

  test('not on the batch size or the order', async () => {
    const imagesOf = async (more: Partial<BatchOptions>) =>
      new Map(
        (await collect(dataset, { ...options, ...more })).flatMap(({ images, indices }) =>
          Array.from(indices, (index, n) => [index, [...images.subarray(n * 192, (n + 1) * 192)]] as const),
        ),
      );
    const expected = await imagesOf({});
    expect(await imagesOf({ batchSize: 16, shuffle: false })).toEqual(new Map([...expected].sort(([a], [b]) => a - b)));
    expect(await imagesOf({ epoch: 3 })).not.toEqual(expected);
    expect(await imagesOf({ seed: 6 })).not.toEqual(expected);
  });
});

describe('released memory', () => {
  test('is filled again, and its old owner finds nothing there', async () => {
    const expected = bits(await collect(smallSet(40), { batchSize: 4, augment }));
    for (const workers of [0, 1]) {
      const found: ReturnType<typeof bits> = [];
      let before: Batch | undefined;
      for await (const batch of batches(smallSet(40), { batchSize: 4, augment, workers })) {
        found.push(...bits([batch]));
        batch.release();
        batch.release();
        expect(batch.images.length).toBe(0);
        expect(before?.images.length ?? 0).toBe(0);
        before = batch;
      }
      expect(found).toEqual(expected);
    }
  });
});

test.each([
  ['left early', 'for await (const { step } of all) if (step === 2) break;'],
  ['abandoned', 'const iterator = all[Symbol.asyncIterator](); await iterator.next(); await iterator.next();'],
])('a loop that is %s lets the process end', async (_, loop) => {
  const script = `import { batches } from '@resnet-compile/data';\nimport { smallSet } from './tests/small-set.ts';\nconst all = batches(smallSet(40), { batchSize: 4 });\n${loop}\nconsole.log('left');`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['-C', '@resnet-compile/source', '--input-type=module', '-e', script],
    { cwd: fileURLToPath(new URL('..', import.meta.url)), timeout: 30_000 },
  );
  expect(stdout).toBe('left\n');
});

test('a worker that dies under way is an error, and the next loop starts another', async () => {
  const dataset = smallSet(40);
  const dying: Dataset = {
    ...dataset,
    source: {
      ...dataset.source,
      startThread: () =>
        startThread(
          () => {
            throw new Error('there are no web workers here');
          },
          pathToFileURL(import.meta.filename).href,
          './dying-worker',
        ),
    },
  };
  const seen: number[] = [];
  const loop = async (): Promise<void> => {
    for await (const { step } of batches(dying, { batchSize: 4 })) seen.push(step);
  };
  await expect(loop()).rejects.toThrow('the worker that makes batches failed: I die on the third batch');
  await expect(loop()).rejects.toThrow('the worker that makes batches failed: I die on the third batch');
  expect(seen).toEqual([0, 1, 0, 1]);
});

describe('options that make no sense', () => {
  const refused = (options: object, dataset = smallSet(10)): string => {
    try {
      batches(dataset, { batchSize: 4, ...options });
    } catch (error) {
      return `${(error as Error).name}: ${(error as Error).message}`;
    }
    return 'nothing was thrown';
  };
  test.each([
    [{ batchSize: 0 }, 'RangeError: batches: batchSize is 0; expected an integer of at least 1'],
    [{ seed: 1.5 }, 'RangeError: batches: seed is 1.5; expected an integer from 0 to 4294967295'],
    [{ epoch: -1 }, 'RangeError: batches: epoch is -1; expected an integer from 0 to 4294967295'],
    [{ start: 4 }, 'RangeError: batches: start is 4; expected an integer from 0 to 3'],
    [
      { normalize: { mean: [0.5], std: [1, 1, 1] } },
      'RangeError: batches: normalize: mean is [0.5]; expected 3 numbers, one per channel',
    ],
    [
      { normalize: { mean: [0, 0, 0], std: [1, 0, 1] } },
      'RangeError: batches: normalize: std is [1,0,1]; expected 3 numbers, one per channel, above 0',
    ],
    [
      { augment: [{ operation: 'toString' }] },
      /^TypeError: augment\[0\] is \{"operation":"toString"\}; expected one of .*padCrop\(\)/,
    ],
    [{ augment: [padCrop] }, /^TypeError: augment\[0\] is a function; expected one of/],
  ])('%j', (options, message) => expect(refused(options)).toMatch(message));
});

test.each([2, 3, 4, 7])('the shares of %d ranks, put together, are the whole batches', async (ranks) => {
  const options = { batchSize: 5, seed: 3, epoch: 2, augment, workers: 0 };
  const whole = await collect(smallSet(13), options);
  const shares = await Promise.all(
    Array.from({ length: ranks }, (_, rank) => collect(smallSet(13), { ...options, rank, ranks })),
  );
  for (const [step, { images, labels, indices }] of whole.entries()) {
    const of = shares.map((each) => each[step]!);
    expect(of.flatMap((each) => [...each.images])).toEqual([...images]);
    expect(of.flatMap((each) => [...each.labels])).toEqual([...labels]);
    expect(of.flatMap((each) => [...each.indices])).toEqual([...indices]);
    const sizes = of.map((each) => each.indices.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  }
  expect(batches(smallSet(13), { ...options, rank: 1, ranks }).fingerprint).toBe(
    batches(smallSet(13), options).fingerprint,
  );
});

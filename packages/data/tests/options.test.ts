import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { decodeImage, imageFolder } from '../src/image-folder/index.ts';
import * as data from '../src/index.ts';
import {
  batches,
  cifar10,
  cifar100,
  colorJitter,
  cutmix,
  fashionMnist,
  horizontalFlip,
  inMemory,
  mixup,
  mnist,
  padCrop,
  randomErasing,
  randomResizedCrop,
  sharedBytes,
  split,
  trivialAugment,
} from '../src/index.ts';
import { smallSet } from './small-set.ts';

type Call = (options: unknown) => unknown;
const small = smallSet(4);
/** Every public function that takes options, with those that it must have. */
const calls: Readonly<Record<string, readonly [Call, object]>> = {
  batches: [(options) => batches(small, options as never), { batchSize: 2 }],
  inMemory: [
    (options) => inMemory(options as never),
    { name: 'mine', pixels: new Uint8Array(4), labels: [0], shape: [1, 2, 2], classes: ['a'] },
  ],
  imageFolder: [(options) => imageFolder('nowhere', options as never), { size: 8 }],
  decodeImage: [(options) => decodeImage(new Uint8Array(), 'a.png', options as never), {}],
  cifar10: [(options) => cifar10(options as never), {}],
  cifar100: [(options) => cifar100(options as never), {}],
  mnist: [(options) => mnist(options as never), {}],
  fashionMnist: [(options) => fashionMnist(options as never), {}],
  padCrop: [(options) => padCrop(4, options as never), {}],
  horizontalFlip: [(options) => horizontalFlip(options as never), {}],
  randomResizedCrop: [(options) => randomResizedCrop(options as never), {}],
  colorJitter: [(options) => colorJitter(options as never), {}],
  trivialAugment: [(options) => trivialAugment(options as never), {}],
  randomErasing: [(options) => randomErasing(options as never), {}],
  mixup: [(options) => mixup(options as never), {}],
  cutmix: [(options) => cutmix(options as never), {}],
  split: [(options) => split(small, options as never), { test: 0.5 }],
};
const withoutOptions = ['heldOut', 'permutation'];

async function errorOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return 'nothing was thrown';
}

test('these are all public functions', () => {
  const functions = Object.entries(data)
    .filter(([name, value]) => typeof value === 'function' && name !== 'DataError' && name !== 'sharedBytes')
    .map(([name]) => name);
  expect([...Object.keys(calls), ...withoutOptions].sort()).toEqual(
    [...functions, 'imageFolder', 'decodeImage'].sort(),
  );
});

describe.each(Object.entries(calls))('%s', (name, [call, needed]) => {
  test('refuses a name that there is not', async () => {
    expect(await errorOf(() => call({ ...needed, nonsense: undefined }))).toMatch(
      new RegExp(`^TypeError: ${name}: there is no option "nonsense"; there are `),
    );
  });
  test.each(['text', 4, true, null, [1], () => {}, Promise.resolve({}), new Map()])(
    'refuses options that are %s',
    async (options) => {
      expect(await errorOf(() => call(options))).toMatch(
        new RegExp(`^TypeError: ${name}: the options are .+; expected (an object with|none)`),
      );
    },
  );
});

test.each([
  [
    'batchsize',
    { batchSize: 2, batchsize: 3 },
    'TypeError: batches: there is no option "batchsize"; did you mean batchSize? There are batchSize, seed, epoch, start, rank, ranks, shuffle, dropLast, augment, normalize, workers, prefetch, onCorrupt',
  ],
  ['nothing', {}, 'TypeError: batches: batchSize is missing; expected an integer of at least 1'],
  ['a text', { batchSize: '2' }, 'TypeError: batches: batchSize is "2"; expected an integer of at least 1'],
  ['a bigint', { batchSize: 2n }, 'TypeError: batches: batchSize is 2n; expected an integer of at least 1'],
  ['shuffle', { batchSize: 2, shuffle: 'no' }, 'TypeError: batches: shuffle is "no"; expected true or false'],
  ['dropLast', { batchSize: 2, dropLast: 1 }, 'TypeError: batches: dropLast is 1; expected true or false'],
  [
    'onCorrupt',
    { batchSize: 2, onCorrupt: 'ignore' },
    "RangeError: batches: onCorrupt is \"ignore\"; expected 'fail' or 'skip'",
  ],
  [
    'onCorrupt, nearly',
    { batchSize: 2, onCorrupt: 'Skip' },
    "RangeError: batches: onCorrupt is \"Skip\"; expected 'fail' or 'skip'; did you mean 'skip'?",
  ],
  ['null', { batchSize: 2, normalize: null }, 'TypeError: batches: normalize is null; expected { mean, std }'],
  [
    'a random seed',
    { batchSize: 2, seed: 0.37 },
    'RangeError: batches: seed is 0.37; expected an integer from 0 to 4294967295',
  ],
  [
    'inside',
    { batchSize: 2, normalize: { mean: [0, 0, 0], sdt: [1, 1, 1] } },
    'TypeError: batches: normalize: there is no option "sdt"; did you mean std? There are mean, std',
  ],
  [
    'one augmentation',
    { batchSize: 2, augment: horizontalFlip() },
    /^TypeError: batches: augment is \{"operation":"horizontalFlip".*; expected a list/,
  ],
  [
    'an augmentation from a file',
    { batchSize: 2, augment: [{ operation: 'horizontalFlip', probability: 3 }] },
    'RangeError: augment[0], horizontalFlip: probability is 3; expected a number from 0 to 1',
  ],
  [
    'half an augmentation',
    { batchSize: 2, augment: [{ operation: 'padCrop', padding: 3 }] },
    'TypeError: augment[0], padCrop: fill is missing; expected a byte per channel',
  ],
])('batches: %s', async (_, options, message) =>
  expect(await errorOf(() => batches(small, options as never))).toMatch(message),
);

test.each([
  [
    'undefined',
    undefined,
    'the data set is undefined; expected what inMemory, imageFolder or one of the published sets gives',
  ],
  ['a promise', Promise.resolve(small), 'the data set is a Promise (await it); expected'],
  ['both parts', { train: small, test: small }, 'the data set is both parts of one; pass its train or its test'],
  [
    'too few labels',
    { ...small, labels: small.labels.subarray(1) },
    'the data set "small" has 3 labels for 4 images; expected one each',
  ],
])('batches of %s', async (_, dataset, message) =>
  expect(await errorOf(() => batches(dataset as never, { batchSize: 2 }))).toContain(`TypeError: batches: ${message}`),
);

test('other calls', async () => {
  expect(await errorOf(() => cifar100({ labels: 'Fine' as 'fine' }))).toBe(
    "RangeError: cifar100: labels is \"Fine\"; expected 'fine' or 'coarse'; did you mean 'fine'?",
  );
  expect(await errorOf(() => mnist({ download: 'yes'.length as never }))).toBe(
    'TypeError: mnist: download is 3; expected true, false or the address of a folder',
  );
  expect(await errorOf(() => cifar10({ folder: 3 as never }))).toBe(
    'TypeError: cifar10: folder is 3; expected a path, an address or a URL',
  );
  expect(await errorOf(() => imageFolder('x', { size: 8, classes: ['a', 'a'] }))).toBe(
    'TypeError: imageFolder: classes is ["a","a"]; expected a list of different names',
  );
  expect(await errorOf(() => imageFolder('x', { size: 8, orientation: 'upright' as 'apply' }))).toBe(
    "RangeError: imageFolder: orientation is \"upright\"; expected 'apply' or 'ignore'",
  );
  for (const folder of [undefined, 3, '', {}])
    expect(await errorOf(() => imageFolder(folder as never, { size: 8 }))).toMatch(
      /^TypeError: imageFolder: the folder is .+; expected a path, an address or a URL, or in a page the files that the user chose$/,
    );
  expect(await errorOf(() => decodeImage('a.png' as never, 'a.png'))).toBe(
    'TypeError: decodeImage: bytes is "a.png"; expected a Uint8Array',
  );
  expect(await errorOf(() => padCrop({ padding: 4 } as never))).toBe(
    'TypeError: padCrop: padding is {"padding":4}; expected an integer of at least 0',
  );
  expect(await errorOf(() => sharedBytes(-1))).toBe(
    'RangeError: sharedBytes: length is -1; expected an integer of at least 0',
  );
});

test('undefined is as good as left out', () => {
  expect(horizontalFlip({ probability: undefined } as object)).toEqual(horizontalFlip());
  expect(batches(small, { batchSize: 2, normalize: undefined } as never).length).toBe(2);
});

describe('pixels and labels in arrays of every kind', () => {
  const values = [0, 1, 2, 255];
  const bytesOf = (pixels: unknown) =>
    (
      inMemory({ name: 'mine', pixels: pixels as Uint8Array, labels: [0], shape: [1, 2, 2], classes: ['a'] }).source
        .data as { readonly pixels: Uint8Array }
    ).pixels;
  const Float16 = (globalThis as unknown as { readonly Float16Array?: Float32ArrayConstructor }).Float16Array;

  test.each<readonly [string, unknown]>([
    ['Uint8Array', Uint8Array.from(values)],
    ['Uint8ClampedArray', Uint8ClampedArray.from(values)],
    ['Buffer', Buffer.from(values)],
    ['Int32Array', Int32Array.from(values)],
    ['Float32Array', Float32Array.from(values)],
    ...(Float16 ? [['Float16Array', Float16.from(values)] as const] : []),
    ['array', values],
    ['Uint8Array of another realm', runInNewContext('Uint8Array.from([0, 1, 2, 255])') as unknown],
    ['Uint8ClampedArray of another realm', runInNewContext('Uint8ClampedArray.from([0, 1, 2, 255])') as unknown],
    ['array of another realm', runInNewContext('[0, 1, 2, 255]') as unknown],
  ])('%s', (_, pixels) => {
    expect(bytesOf(pixels)).toBeInstanceOf(Uint8Array);
    expect([...bytesOf(pixels)]).toEqual(values);
  });

  test('arrays of bytes are not copied', () => {
    for (const pixels of [new Uint8Array(4), new Uint8ClampedArray(5).subarray(1)]) {
      const seen = bytesOf(pixels);
      pixels[2] = 7;
      expect(seen[2]).toBe(7);
    }
  });

  test.each([
    [
      Float32Array.of(0, 0.5, 1, 1),
      'mine: pixels[1] is 0.5, in a Float32Array; expected bytes, integers from 0 to 255: multiply values in 0…1 by 255 and round them',
    ],
    [Float32Array.of(0, 1, 1, 1), 'mine: pixels, a Float32Array, are all 0 and 1; expected bytes'],
    [[0, 256, 0, 0], 'mine: pixels[1] is 256, in an Array; expected bytes'],
    [[0, '1', 0, 0], 'mine: pixels[1] is "1", in an Array; expected bytes'],
    ['0011', 'inMemory: pixels is "0011"; expected an array'],
    [new ArrayBuffer(4), 'inMemory: pixels is an ArrayBuffer; expected an array'],
  ])('%o is refused', (pixels, message) => expect(() => bytesOf(pixels)).toThrow(message));

  test('labels of another realm', () => {
    const labels = runInNewContext('Int32Array.from([0, 1])') as Int32Array;
    expect([
      ...inMemory({ name: 'mine', pixels: new Uint8Array(2), labels, shape: [1, 1, 1], classes: ['a', 'b'] }).labels,
    ]).toEqual([0, 1]);
    expect(() =>
      inMemory({
        name: 'mine',
        pixels: new Uint8Array(2),
        labels: BigInt64Array.of(0n, 1n) as never,
        shape: [1, 1, 1],
        classes: ['a', 'b'],
      }),
    ).toThrow('mine: the label of image 0 is 0n; expected 0 to 1');
  });
});

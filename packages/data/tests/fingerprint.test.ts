import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { digest, xxHash32 } from '../src/digest.ts';
import { imageFolder } from '../src/image-folder/index.ts';
import {
  batches,
  horizontalFlip,
  inMemory,
  padCrop,
  type BatchOptions,
  type Dataset,
  type InMemoryOptions,
} from '../src/index.ts';
import { smallSet } from './small-set.ts';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';

const set = (more: Partial<InMemoryOptions> = {}): Dataset =>
  inMemory({
    name: 'mine',
    pixels: Uint8Array.from({ length: 40 * 12 }, (_, at) => at),
    labels: Array.from({ length: 40 }, (_, at) => at % 2),
    shape: [3, 2, 2],
    classes: ['a', 'b'],
    ...more,
  });
const options: BatchOptions = { batchSize: 8, augment: [padCrop(1)], normalize: { mean: [0, 0, 0], std: [1, 1, 1] } };
const of = (dataset: Dataset, more: Partial<BatchOptions> = {}): string =>
  batches(dataset, { ...options, ...more }).fingerprint;

test('xxHash32 gives what its reference implementation gives', () => {
  // Vectors of the specification's implementations, of every path: whole lanes, words, bytes.
  const vectors = [
    ['', 0, 0x02cc5d05],
    ['a', 0, 0x550d7456],
    ['abc', 0, 0x32d153ff],
    ['Nobody inspects the spammish repetition', 0, 0xe2293b2f],
    ['', 0x9e3779b1, 0x36b78ae7],
    ['Nobody inspects the spammish repetition', 0x9e3779b1, 0xc9e89e68],
  ] as const;
  for (const [text, seed, expected] of vectors)
    expect(xxHash32(new TextEncoder().encode(text), seed), text).toBe(expected);
  expect(digest(new Uint8Array(64).subarray(3, 40))).toBe(digest(new Uint8Array(37)));
});

test('the same data and options are the same, wherever the run is', () => {
  expect(of(set())).toMatch(/^[0-9a-f]{8}$/);
  for (const more of [{ seed: 3 }, { epoch: 2 }, { start: 2 }, { workers: 3 }, { prefetch: 0 }])
    expect(of(set(), more)).toBe(of(set()));
});

describe('another fingerprint, and the description says why', () => {
  const pixels = Uint8Array.from({ length: 40 * 12 }, (_, at) => at);
  pixels[479]! ^= 1;
  test.each<readonly [string, Dataset, Partial<BatchOptions>]>([
    ['batchSize', set(), { batchSize: 9 }],
    ['augment', set(), { augment: [padCrop(2)] }],
    ['augment', set(), { augment: [padCrop(1), horizontalFlip()] }],
    ['normalize', set(), { normalize: { mean: [0, 0, 0.1], std: [1, 1, 1] } }],
    ['shuffle', set(), { shuffle: false }],
    ['dropLast', set(), { dropLast: true }],
    ['onCorrupt', set(), { onCorrupt: 'skip' }],
    ['data', set({ name: 'other' }), {}],
    ['pixels', set({ pixels }), {}],
    ['labels', set({ labels: Array.from({ length: 40 }, (_, at) => (at < 39 ? at % 2 : 0)) }), {}],
    ['classNames', set({ classes: ['a', 'c'] }), {}],
    ['shape', set({ shape: [3, 1, 4] }), {}],
  ])('%s', (name, dataset, more) => {
    expect(of(dataset, more)).not.toBe(of(set()));
    const [one, other] = [
      batches(set(), options).description,
      batches(dataset, { ...options, ...more }).description,
    ] as const;
    expect(Object.keys(one).filter((key) => JSON.stringify(one[key]) !== JSON.stringify(other[key]))).toEqual([name]);
  });

  test('images', () => expect(of(smallSet(38))).not.toBe(of(smallSet(40))));
});

test('a description is plain data', () => {
  const { description } = batches(set(), options);
  expect(JSON.parse(JSON.stringify(description))).toEqual(description);
  expect(description).toMatchObject({
    data: 'mine',
    images: 40,
    shape: [3, 2, 2],
    classes: 2,
    batchSize: 8,
    shuffle: true,
    dropLast: false,
    onCorrupt: 'fail',
    augment: [{ operation: 'padCrop', padding: 1, fill: [] }],
  });
});

test('a folder is the same where it was moved, and another where a file has another name or size', async () => {
  const image = fileURLToPath(new URL('fixtures/images/gray.jpg', import.meta.url));
  const folder = join(temporaryFolder(), 'photos');
  for (const name of ['cat', 'dog']) {
    mkdirSync(join(folder, name), { recursive: true });
    copyFileSync(image, join(folder, name, 'a.jpg'));
  }
  const print = async (place: string, more = {}): Promise<string> =>
    of(await imageFolder(place, { size: 8, ...more }), { augment: [] });
  const first = await print(folder);
  const moved = join(temporaryFolder(), 'photos');
  cpSync(folder, moved, { recursive: true });
  expect(await print(moved)).toBe(first);
  for (const more of [{ resize: 12 }, { filter: 'bicubic' }, { orientation: 'ignore' }])
    expect(await print(folder, more)).not.toBe(first);
  appendFileSync(join(moved, 'dog/a.jpg'), '!');
  expect(await print(moved)).not.toBe(first);
  copyFileSync(image, join(folder, 'cat/b.jpg'));
  expect(await print(folder)).not.toBe(first);
});

test("looking at the pixels takes little of the time of an epoch's batches, and so less of an epoch's", async () => {
  const script = `
import { batches, horizontalFlip, padCrop } from '@resnet-compile/data';
import { smallSet } from './tests/small-set.ts';
const all = batches(smallSet(20_000, [3, 32, 32]), { batchSize: 128, workers: 0, augment: [padCrop(4), horizontalFlip()] });
const seconds = (since) => process.cpuUsage(since).user;
const start = process.cpuUsage();
all.fingerprint;
const look = seconds(start);
for await (const { release } of all) release();
console.log(look / (seconds(start) - look));`;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['-C', '@resnet-compile/source', '--input-type=module', '-e', script],
    { cwd: fileURLToPath(new URL('..', import.meta.url)) },
  );
  expect(Number(stdout)).toBeLessThan(1 / 5);
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { batches, cifar10, cifar100 } from '../src/index.ts';
import { dataErrorOf } from './error-of.ts';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';

/** Files in the layout of the binary version with a few records each, and what is in them. */
function writeCifar(files: readonly string[], count: number, labelsOf: (n: number) => readonly number[]): string {
  const folder = temporaryFolder();
  for (const [file, name] of files.entries()) {
    const records = Array.from({ length: count }, (_, n) => [
      ...labelsOf(file * count + n),
      ...Array.from({ length: 3072 }, (_, at) => (file * 100 + n * 10 + at) % 251),
    ]);
    writeFileSync(join(folder, name), Uint8Array.from(records.flat()));
  }
  return folder;
}
const names10 = [
  'data_batch_1.bin',
  'data_batch_2.bin',
  'data_batch_3.bin',
  'data_batch_4.bin',
  'data_batch_5.bin',
  'test_batch.bin',
];

describe('small files', () => {
  test('CIFAR-10', async () => {
    const folder = writeCifar(names10, 3, (n) => [n % 10]);
    for (const place of [folder, pathToFileURL(folder), `${folder}/`]) {
      const { train, test: held } = await cifar10({ folder: place });
      expect([train.length, held.length, train.shape, train.classes[9]]).toEqual([15, 3, [3, 32, 32], 'truck']);
      expect([...train.labels]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4]);
      for await (const { images, labels } of batches(held, { batchSize: 3, shuffle: false, workers: 0 })) {
        expect([...labels]).toEqual([5, 6, 7]);
        expect([...images.subarray(3072, 3074)].map((value) => Math.round(value * 255))).toEqual([
          510 % 251,
          511 % 251,
        ]);
      }
    }
  });

  test('CIFAR-100, classes and superclasses', async () => {
    const folder = writeCifar(['train.bin', 'test.bin'], 4, (n) => [n + 10, n + 90]);
    const fine = await cifar100({ folder });
    const coarse = await cifar100({ folder, labels: 'coarse' });
    expect([fine.train.classes.length, fine.train.classes[91], [...fine.train.labels]]).toEqual([
      100,
      'trout',
      [90, 91, 92, 93],
    ]);
    expect([coarse.test.classes.length, coarse.test.classes[19], [...coarse.test.labels]]).toEqual([
      20,
      'vehicles_2',
      [14, 15, 16, 17],
    ]);
  });
});

describe('files that are wrong', () => {
  test('missing ones are named', async () => {
    const folder = writeCifar(['data_batch_1.bin', 'data_batch_3.bin', 'test_batch.bin'], 1, () => [0]);
    expect(await dataErrorOf(() => cifar10({ folder }))).toBe(
      `CIFAR-10: there is no data_batch_2.bin, data_batch_4.bin, data_batch_5.bin in ${folder}; expected the files of CIFAR-10's binary version there; download: true gets what is missing`,
    );
    expect(await dataErrorOf(() => cifar10({ folder: 'nowhere' }))).toMatch(
      /^CIFAR-10: there is no data_batch_1\.bin, .* in nowhere/,
    );
  });

  test('a file that is cut off', async () => {
    const folder = writeCifar(names10, 2, () => [0]);
    const path = join(folder, 'data_batch_4.bin');
    writeFileSync(path, readFileSync(path).subarray(0, 3073 + 100));
    expect(await dataErrorOf(() => cifar10({ folder }))).toBe(
      `${path} has 3173 bytes; expected a multiple of 3073, a record: it is cut off, or no file of CIFAR-10's binary version`,
    );
    writeFileSync(path, '');
    expect(await dataErrorOf(() => cifar10({ folder }))).toMatch(/has 0 bytes/);
  });

  test('a label that is none', async () => {
    const folder = writeCifar(names10, 2, (n) => [n === 5 ? 10 : 0]);
    expect(await dataErrorOf(() => cifar10({ folder }))).toBe(
      `${join(folder, 'data_batch_3.bin')}: record 1 has the class 10; expected 0 to 9`,
    );
    const hundred = writeCifar(['train.bin', 'test.bin'], 2, () => [20, 99]);
    expect((await cifar100({ folder: hundred })).train.length).toBe(2);
    expect(await dataErrorOf(() => cifar100({ folder: hundred, labels: 'coarse' }))).toMatch(
      /record 0 has the superclass 20; expected 0 to 19$/,
    );
  });
});

const shared = process.env['RESNET_COMPILE_SHARED'];

test.skipIf(shared === undefined)('the real CIFAR-10 (needs RESNET_COMPILE_SHARED)', async () => {
  const { train, test: held } = await cifar10({ folder: `${shared}/data/cifar-10-batches-bin` });
  for (const [dataset, each] of [
    [train, 5000],
    [held, 1000],
  ] as const) {
    const counts = new Uint32Array(10);
    for (const label of dataset.labels) counts[label]!++;
    expect(counts).toEqual(Uint32Array.from({ length: 10 }, () => each));
  }
  // The mean and deviation per channel that the literature gives: 0.4914, 0.4822, 0.4465; 0.2470, 0.2435, 0.2616.
  const [sums, squares] = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  for await (const { images, indices, release } of batches(train, { batchSize: 1000, shuffle: false })) {
    for (let n = 0; n < indices.length; n++)
      for (let at = 0; at < 3072; at++) {
        const value = images[n * 3072 + at]!;
        sums[at >> 10]! += value;
        squares[at >> 10]! += value * value;
      }
    release();
  }
  const means = sums.map((sum) => sum / 50_000 / 1024);
  expect(means.map((mean) => mean.toFixed(4))).toEqual(['0.4914', '0.4822', '0.4465']);
  expect(squares.map((square, channel) => Math.sqrt(square / 50_000 / 1024 - means[channel]! ** 2).toFixed(4))).toEqual(
    ['0.2470', '0.2435', '0.2616'],
  );
});

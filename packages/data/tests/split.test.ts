import { mkdirSync, copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { expect, test } from 'vitest';
import { imageFolder } from '../src/image-folder/index.ts';
import { batches, split, type Dataset } from '../src/index.ts';
import { smallSet } from './small-set.ts';

const folder = temporaryFolder('split-');

/** The images of a set, by what identifies them, and their labels. */
async function contentOf(set: Dataset, workers = 0): Promise<readonly (readonly [first: number, label: number])[]> {
  const found: [number, number][] = [];
  for await (const { images, labels } of batches(set, { batchSize: 7, shuffle: false, workers }))
    for (const [n, label] of labels.entries())
      found.push([Math.round(255 * images[(n * images.length) / labels.length]!), label]);
  return found;
}

test('each image is in one part, a fifth of each class in the one to test on, in their order, on any thread', async () => {
  const all = smallSet(100);
  const { train, test: tested } = split(all, { test: 0.2, seed: 3 });
  expect([train.length, tested.length, train.classes]).toEqual([80, 20, all.classes]);
  const parts = [await contentOf(train), await contentOf(tested, 1)];
  expect(parts.flat().toSorted(([a], [b]) => a - b)).toEqual(await contentOf(all));
  for (const part of parts) expect(part).toEqual(part.toSorted(([a], [b]) => a - b));
  for (let label = 0; label < 10; label++) expect(tested.labels.filter((each) => each === label)).toHaveLength(2);
  const again = split(train, { test: 0.5 });
  const half = await contentOf(again.test);
  expect(parts[0]).toEqual(expect.arrayContaining([...half]));
  expect(half).toHaveLength(40);
});

test('seeds choose differently, and a run knows which part it had', () => {
  const all = smallSet(100);
  const printOf = (set: Dataset): string => batches(set, { batchSize: 4 }).fingerprint;
  const [first, same, other] = [3, 3, 4].map((seed) => split(all, { test: 0.2, seed }));
  expect(printOf(first!.train)).toBe(printOf(same!.train));
  expect(printOf(first!.train)).not.toBe(printOf(other!.train));
  expect(printOf(first!.train)).not.toBe(printOf(first!.test));
});

test('of a class with one image there is none to test on, of one with two there is one', async () => {
  const labels = Int32Array.of(0, 1, 1);
  const few = { ...smallSet(3), labels, classes: ['one', 'two'] };
  const { train, test: tested } = split(few, { test: 0.01 });
  expect([Array.from(train.labels), Array.from(tested.labels)]).toEqual([[0, 1], [1]]);
});

test('parts of a folder have their files, in a worker too', async () => {
  for (const name of ['cat', 'dog']) {
    mkdirSync(join(folder, name));
    for (const at of [1, 2, 3, 4])
      copyFileSync(join(import.meta.dirname, 'fixtures/images/baseline-420.jpg'), join(folder, name, `${at}.jpg`));
  }
  const { train, test: tested } = split(await imageFolder(folder, { size: 8 }), { test: 0.5 });
  const namesOf = ({ source }: Dataset) => (source.data as { readonly names: readonly string[] }).names;
  expect([...namesOf(train), ...namesOf(tested)].toSorted()).toEqual(
    ['cat', 'dog'].flatMap((name) => [1, 2, 3, 4].map((at) => join(folder, name, `${at}.jpg`))),
  );
  expect(await contentOf(tested, 1)).toEqual(await contentOf(tested));
});

test('of a set whose pixels its reader alone knows, the reader is asked for the right ones', async () => {
  const all = smallSet(20);
  const { select: _, startThread: __, ...source } = all.source;
  const parts = [all, { ...all, source: { ...source, data: all.source.data } }].map((set) => split(set, { test: 0.3 }));
  expect(await contentOf(parts[1]!.test)).toEqual(await contentOf(parts[0]!.test));
});

test('what makes no sense is refused', () => {
  expect(() => split(smallSet(4), { test: 1 })).toThrow('split: test is 1; expected a number between 0 and 1');
  expect(() => split(smallSet(4), {} as never)).toThrow('test');
});

import { temporaryFolder } from '@resnet-compile/testing/temporary-folder';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluate, type EvaluateOptions } from '../src/evaluate/index.ts';
import type { LoadedNetwork } from '../src/index.ts';
import { pathOf } from './fixtures.ts';
import { smallModule } from './small-module.ts';

/** What fixtures/make-views.py wrote. */
const { pictures, mean, std, scores } = JSON.parse(
  readFileSync(new URL('fixtures/views.json', import.meta.url), 'utf8'),
) as {
  readonly pictures: Readonly<Record<string, string>>;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly scores: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
};
const labels = ['cat', 'cow', 'dog', 'elk', 'fish', 'fox', 'hen', 'owl', 'pig', 'rat'];
const preprocess = { resize: 40, mean, std };
const folder = join(temporaryFolder('evaluate-'), 'pictures');

let network: LoadedNetwork;
let larger: LoadedNetwork;
beforeAll(async () => {
  for (const [picture, label] of Object.entries(pictures)) {
    mkdirSync(join(folder, label), { recursive: true });
    copyFileSync(pathOf(picture), join(folder, label, picture));
  }
  const small = smallModule('views');
  network = await small.load({ weights: small.weights, device: 'cpu' });
  larger = await smallModule('larger', { input: [3, 48, 48] }).load({ weights: small.weights, device: 'cpu' });
});
afterAll(() => Promise.all([network.dispose(), larger.dispose()]));

describe('counts what PyTorch says of views that Pillow cut out', () => {
  const ways: readonly (readonly [string, number, EvaluateOptions, () => LoadedNetwork | LoadedNetwork[]])[] = [
    ['middle', 1, {}, () => network],
    ['flip', 2, { flip: true }, () => network],
    ['ten crops', 10, { corners: true, flip: true }, () => [network]],
    ['scales', 4, { flip: true }, () => [network, larger]],
  ];
  test.each(ways)('%s', async (way, views, options, networks) => {
    const expected = Object.entries(pictures).map(([picture, label]) => {
      const all = scores[way]![picture]!;
      const own = labels.indexOf(label);
      const order = [...all.keys()].sort((a, b) => all[b]! - all[a]!);
      return {
        picture,
        label,
        own,
        score: all[own]!,
        place: order.indexOf(own),
        best: order[0]!,
        most: all[order[0]!]!,
      };
    });
    const seen: number[] = [];
    const found = await evaluate(networks(), folder, {
      preprocess,
      labels,
      batchSize: 4,
      onProgress: ({ done, total }) => seen.push(done / total),
      ...options,
    });
    expect([found.pictures, found.total, found.views, found.labels]).toEqual([6, 6, views, labels]);
    expect(seen).toEqual([4 / 6, 1]);
    expect(found.top1).toBe(expected.filter(({ place }) => place === 0).length);
    expect(found.top5).toBe(expected.filter(({ place }) => place < 5).length);
    const wrong = expected.filter(({ place }) => place > 0).sort((a, b) => a.score - b.score);
    expect(wrong.length).toBeGreaterThan(2);
    expect(found.wrong.map(({ picture, label, takenFor }) => [picture, label, takenFor])).toEqual(
      wrong.map(({ picture, label, best }) => [join(folder, label, picture), label, labels[best]]),
    );
    for (const [at, { score, takenScore }] of found.wrong.entries()) {
      expect(score).toBeCloseTo(wrong[at]!.score, 5);
      expect(takenScore).toBeCloseTo(wrong[at]!.most, 5);
    }
    const confusion = new Int32Array(100);
    for (const { own, best } of expected) confusion[10 * own + best]! += 1;
    expect(found.confusion).toEqual(confusion);
  });
});

test('a signal ends it, and what was seen is counted', async () => {
  const controller = new AbortController();
  const found = await evaluate(network, folder, {
    preprocess,
    labels,
    batchSize: 2,
    signal: controller.signal,
    onProgress: () => controller.abort(),
  });
  expect([found.pictures, found.total, found.confusion.reduce((sum, each) => sum + each, 0)]).toEqual([2, 6, 2]);
});

test.each([
  [{}, 'evaluate: there are 5 folders, and views has 10 classes; pass labels'],
  [
    { labels: labels.with(6, 'hens') },
    'evaluate: the folder "hen" is called as none of the 10 classes of views; did you mean "hens"?',
  ],
  [{ flips: true }, 'evaluate: there is no option "flips"; did you mean flip?'],
  [{ batchSize: 0 }, 'evaluate: batchSize is 0'],
  [{ labels: ['cat'] }, 'expected 10 names'],
])('%j is refused', (options, message) =>
  expect(evaluate(network, folder, { preprocess, ...options } as EvaluateOptions)).rejects.toThrow(message),
);

test('what is no network is refused', () =>
  expect(evaluate([] as never, folder)).rejects.toThrow(
    'evaluate: networks is undefined; expected a network, or several',
  ));

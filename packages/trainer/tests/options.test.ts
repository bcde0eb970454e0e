import { describe, expect, test } from 'vitest';
import * as inPages from '../src/browser/index.ts';
import * as trainer from '../src/index.ts';

type Call = (options: never) => unknown;
const rate = trainer.constant(0.1);
const store = {
  names: async () => [],
  read: async () => new Uint8Array(),
  write: async () => {},
  remove: async () => {},
};
const training = { network: { trainStep: () => {} }, data: { train: () => [] }, schedule: rate, steps: 1 };
/** Every public function that takes options, with those that it must have. */
const calls: Readonly<Record<string, readonly [Call, object]>> = {
  train: [trainer.train, training],
  evaluate: [trainer.evaluate, { network: { predict: () => {} }, batches: [] }],
  saveCheckpoint: [
    (options) => trainer.saveCheckpoint(store, options),
    { step: 1, bytes: new Uint8Array(), isBest: false, keep: 1 },
  ],
  writeCharts: [(options) => trainer.writeCharts('charts.html', options), { title: 'a', summary: 'b', charts: [] }],
  step: [trainer.step, { base: 1, every: 1 }],
  multiStep: [trainer.multiStep, { base: 1, milestones: [1] }],
  cosine: [trainer.cosine, { base: 1 }],
  linear: [trainer.linear, { from: 1, to: 0 }],
  oneCycle: [trainer.oneCycle, { peak: 1 }],
  warmUp: [(options) => trainer.warmUp(options, rate), { steps: 1 }],
  sequence: [(options) => trainer.sequence(options, rate), { until: 1, schedule: rate }],
};
const withoutOptions = [
  'average',
  'readCheckpoint',
  'weightsOf',
  'latestCheckpoint',
  'runCharts',
  'stepSeries',
  'constant',
  'opfsStore',
];

test('these are all public functions', () => {
  const functions = Object.entries({ ...trainer, ...inPages })
    .filter(([name, value]) => typeof value === 'function' && !name.endsWith('Error'))
    .map(([name]) => name);
  expect([...Object.keys(calls), ...withoutOptions].sort()).toEqual(functions.sort());
});

async function errorOf(run: () => unknown): Promise<string> {
  try {
    await run();
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  return 'nothing was thrown';
}

describe.each(Object.entries({ ...calls, 'train, in pages': [inPages.train, training] as const }))(
  '%s',
  (title, [call, needed]) => {
    const name = title.replace(', in pages', '');
    test('refuses a name that there is not', async () =>
      expect(await errorOf(() => call({ ...needed, nonsense: undefined } as never))).toMatch(
        new RegExp(`^TypeError: ${name}: there is no option "nonsense"; there are `),
      ));
    test.each(['text', 4, true, null, undefined, [1], () => {}, Promise.resolve({}), new Map()])(
      'refuses options that are %s',
      async (options) => {
        expect(await errorOf(() => call(options as never))).toMatch(
          new RegExp(`^TypeError: ${name}: the options are .+; expected an object with `),
        );
      },
    );
    test.each(Object.keys(needed).filter((option) => option !== 'steps' || name === 'warmUp'))(
      'misses %s',
      async (option) => {
        expect(await errorOf(() => call({ ...needed, [option]: undefined } as never))).toMatch(
          new RegExp(`^TypeError: ${name}: ${option} is missing; expected .`),
        );
      },
    );
  },
);

test('weightsOf without names', () =>
  expect(() => trainer.weightsOf(new Uint8Array(), undefined as never)).toThrow(
    new TypeError('weightsOf: names is undefined; expected names, as network.stateDict() has them, in a list'),
  ));

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { constant, cosine, linear, multiStep, oneCycle, sequence, step, warmUp, type Schedule } from '../src/index.ts';

const torch = JSON.parse(readFileSync(new URL('fixtures/schedules.json', import.meta.url), 'utf8')) as Record<
  string,
  number[]
>;

test.each<readonly [string, Schedule]>([
  ['constant', constant(0.1)],
  ['step', step({ base: 0.1, every: 7, gamma: 0.3 })],
  // A milestone that is given twice counts twice, there as here.
  ['multiStep', multiStep({ base: 0.1, milestones: [4, 9, 9, 20], gamma: 0.5 })],
  ['cosine', cosine({ base: 0.1, end: 0.001 })],
  ['linear', linear({ from: 0.25, to: 0.75 })],
  ['oneCycle', oneCycle({ peak: 0.4 })],
  ['oneCycleLinear', oneCycle({ peak: 0.4, rise: 0.2, shape: 'linear', startDivisor: 10, endDivisor: 100 })],
  ['warmUp', warmUp({ steps: 10, from: 0.02 }, constant(0.1))],
  ['warmUpCosine', warmUp({ steps: 10 }, cosine({ base: 0.1 }))],
  [
    'sequence',
    sequence({ until: 10, schedule: linear({ from: 0.1, to: 1 }) }, step({ base: 1, every: 5, gamma: 0.5 })),
  ],
])('%s gives the rates that PyTorch gives', (name, schedule) => {
  const rates = torch[name]!;
  rates.forEach((rate, k) =>
    expect(
      Math.abs(schedule(k, rates.length) - rate),
      `step ${k}: ${schedule(k, rates.length)} and ${rate}`,
    ).toBeLessThan(1e-9),
  );
});

test("the paper's: 0.1, a tenth after 32,000 steps and a hundredth after 48,000", () => {
  const rate = multiStep({ base: 0.1, milestones: [32_000, 48_000] });
  expect([0, 31_999, 32_000, 47_999, 48_000, 63_999].map((k) => rate(k, 64_000).toPrecision(3))).toEqual([
    '0.100',
    '0.100',
    '0.0100',
    '0.0100',
    '0.00100',
    '0.00100',
  ]);
});

test('the parts of a sequence count from 0, each over its own length', () => {
  const seen: string[] = [];
  const part =
    (name: string): Schedule =>
    (k, steps) => (seen.push(`${name} ${k}/${steps}`), 0);
  const schedule = sequence({ until: 2, schedule: part('a') }, { until: 5, schedule: part('b') }, part('c'));
  for (let k = 0; k < 7; k++) schedule(k, 7);
  expect(seen).toEqual(['a 0/2', 'a 1/2', 'b 0/3', 'b 1/3', 'b 2/3', 'c 0/2', 'c 1/2']);
  expect(sequence(constant(0.5))(3, 9)).toBe(0.5);
});

test('what the caller changes later changes nothing', () => {
  const milestones = [5];
  const part = { until: 5, schedule: constant(1) };
  const [falling, parts] = [multiStep({ base: 1, milestones }), sequence(part, constant(2))];
  milestones[0] = 1;
  part.until = 1;
  expect([falling(3, 10), parts(3, 10)]).toEqual([1, 1]);
});

test('runs of a few steps have finite rates', () => {
  for (const steps of [1, 2, 3, 4]) {
    for (const schedule of [
      oneCycle({ peak: 0.1 }),
      oneCycle({ peak: 0.1, rise: 0.9, shape: 'linear' }),
      cosine({ base: 0.1 }),
      linear({ from: 0, to: 1 }),
    ]) {
      for (let k = 0; k < steps; k++) expect(schedule(k, steps)).toBeGreaterThanOrEqual(0);
    }
  }
});

describe('what makes no sense is refused', () => {
  test.each<readonly [() => Schedule, string]>([
    [() => constant(-1), 'constant: the rate is -1; expected a number of at least 0'],
    [() => step({ base: Number.NaN, every: 1 }), 'step: base is NaN; expected a number of at least 0'],
    [() => step({ base: 1, every: 0 }), 'step: every is 0; expected a number of steps, 1 or more'],
    [
      () => multiStep({ base: 1, milestones: [1.5] }),
      'multiStep: milestones is [1.5]; expected a list of numbers of steps, each 1 or more',
    ],
    [
      () => cosine({ base: 1, end: Number.POSITIVE_INFINITY }),
      'cosine: end is Infinity; expected a number of at least 0',
    ],
    [() => oneCycle({ peak: 1, rise: 1 }), 'oneCycle: rise is 1; expected a part of the steps between 0 and 1'],
    [() => cosine({ bse: 0.1 } as never), 'cosine: there is no option "bse"; did you mean base? There are base, end'],
    [() => cosine({ end: 0 } as never), 'cosine: base is missing; expected a number of at least 0'],
    [() => cosine({ base: '0.1' } as never), 'cosine: base is "0.1"; expected a number of at least 0'],
    [() => (cosine as () => Schedule)(), 'cosine: the options are undefined; expected an object with base, end'],
    [() => constant('0.1' as never), 'constant: the rate is "0.1"; expected a number of at least 0'],
    [
      () => step({ base: 1, every: 5, gama: 0.5 } as never),
      'step: there is no option "gama"; did you mean gamma? There are base, every, gamma',
    ],
    [
      () => multiStep({ base: 1, milestones: 30 } as never),
      'multiStep: milestones is 30; expected a list of numbers of steps, each 1 or more',
    ],
    [() => linear({ from: 1 } as never), 'linear: to is missing; expected a number of at least 0'],
    [() => oneCycle({ peak: 1, shape: 'cos' } as never), "oneCycle: shape is \"cos\"; expected 'cosine' or 'linear'"],
    [() => oneCycle({ peak: 1, startDivisor: 0 }), 'oneCycle: startDivisor is 0; expected a number above 0'],
    [
      () => warmUp({ steps: 3 }, { base: 1 } as never),
      'warmUp: what follows is {"base":1}; expected a schedule such as constant(0.1)',
    ],
    [
      () => sequence({ untill: 5, schedule: constant(1) } as never, constant(1)),
      'sequence: there is no option "untill"; did you mean until? There are until, schedule',
    ],
    [
      () => sequence({ until: 5, schedule: 0.1 } as never, constant(1)),
      'sequence: schedule is 0.1; expected a schedule such as constant(0.1)',
    ],
    [() => warmUp({ steps: -3 }, constant(1)), 'warmUp: steps is -3; expected a number of steps, 1 or more'],
    [
      () => sequence({ until: 5, schedule: constant(1) }, { until: 5, schedule: constant(1) }, constant(1)),
      'sequence: a part until step 5 follows one until 5; expected rising numbers',
    ],
    [
      () => sequence({ until: 5, schedule: constant(1) } as never),
      'sequence: the last part has no until; expected a schedule that goes on to the end of the run',
    ],
  ])('%#', (make, message) => expect(make).toThrow(message));
});

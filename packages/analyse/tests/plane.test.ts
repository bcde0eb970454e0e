import { expect, test } from 'vitest';
import { deviations, filterNormalized, norm, pointAt, seeded } from '../src/index.ts';

const parameters = [
  { name: 'conv.weight', shape: [3, 2, 3, 3] },
  { name: 'bn.weight', shape: [3] },
  { name: 'bn.running_var', shape: [3] },
  { name: 'fc.weight', shape: [2, 3] },
];
const random = seeded(7);
const state = Object.fromEntries(
  parameters.map(({ name, shape }) => [
    name,
    Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => random() - 0.3),
  ]),
);

test('each filter of a direction is as long as its own; norms, biases and statistics stay', () => {
  const direction = filterNormalized(state, parameters, seeded(1));
  for (const [name, filters] of [
    ['conv.weight', 3],
    ['fc.weight', 2],
  ] as const) {
    const size = state[name]!.length / filters;
    for (let n = 0; n < filters; n++) {
      const [own, theirs] = [direction, state].map((each) =>
        Math.hypot(...each[name]!.subarray(n * size, (n + 1) * size)),
      );
      expect(own).toBeCloseTo(theirs!, 5);
    }
    expect(direction[name]).not.toEqual(state[name]);
  }
  expect(direction['bn.weight']).toEqual(new Float32Array(3));
  expect(direction['bn.running_var']).toEqual(new Float32Array(3));
  expect(filterNormalized(state, parameters, seeded(1))).toEqual(direction);
  expect(filterNormalized(state, parameters, seeded(2))).not.toEqual(direction);
});

test('directions are normal: moments of many', () => {
  const large = { w: new Float32Array(40_000).fill(1) };
  const { w } = filterNormalized(large, [{ name: 'w', shape: [1, 40_000] }], seeded(3));
  const moment = (power: number) => w!.reduce((sum, value) => sum + value ** power, 0) / w!.length;
  for (const [power, expected, error] of [
    [1, 0, 0.02],
    [2, 1, 1e-4],
    [3, 0, 0.05],
    [4, 3, 0.1],
  ] as const)
    expect(Math.abs(moment(power) - expected), `${power}`).toBeLessThan(error);
});

test('points: the middle is the state, and steps are linear', () => {
  const directions = [filterNormalized(state, parameters, seeded(1)), { 'fc.weight': new Float32Array(6).fill(1) }];
  expect(pointAt(state, directions, [0, 0])).toEqual(state);
  const point = pointAt(state, directions, [0.5, -2]);
  point['fc.weight']!.forEach((value, i) =>
    expect(value).toBeCloseTo(state['fc.weight']![i]! + 0.5 * directions[0]!['fc.weight']![i]! - 2, 6),
  );
  expect(point['bn.weight']).toEqual(state['bn.weight']);
});

test('deviations and norms', () => {
  // Of ±a, a; of a constant, 0.
  expect(
    deviations({ a: Float32Array.of(3, -3, 3, -3), b: new Float32Array(5).fill(2), c: new Float32Array(0) }),
  ).toEqual({ a: 3, b: 0, c: 0 });
  expect(norm(Float32Array.of(3, 4))).toBe(5);
});

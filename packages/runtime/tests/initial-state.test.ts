import type { InitialValue } from '@resnet-compile/ir';
import { describe, expect, test } from 'vitest';
import { initialValue } from '../src/initial-state.ts';

const valuesOf = (initial: InitialValue | undefined, name = 'p', shape: readonly number[] = [20, 30, 3, 3], seed = 1) =>
  initialValue({ name, shape, kind: 'parameter', ...(initial === undefined ? {} : { initial }) }, seed);

const deviationOf = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

// A PReLU's slope, a scale, a gate's bias (Srivastava et al. 2015), and what nothing is said of.
test.each([
  [0.25, 0.25],
  [1, 1],
  [-1, -1],
  [undefined, 0],
] as const)('declared as %o, a parameter begins as %d, whatever its name and its shape', (initial, value) => {
  for (const name of ['act.slope', 'bn1.weight', 'bn1.running_var', 'gate.bias'])
    for (const shape of [[3], [2, 3], [2, 3, 1, 1]])
      expect([...new Set(valuesOf(initial, name, shape))]).toEqual([value]);
});

describe.each([
  ['in', 30 * 9],
  ['out', 20 * 9],
] as const)('drawn over fan-%s', (fan, count) => {
  test('he_normal has the deviation √(2/fan) and the mean 0', () => {
    const values = valuesOf({ distribution: 'he_normal', fan });
    expect(deviationOf(values) / Math.sqrt(2 / count)).toBeCloseTo(1, 1);
    expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / values.length)).toBeLessThan(0.005);
  });

  test('uniform lies within ±1/√fan and fills it', () => {
    const values = valuesOf({ distribution: 'uniform', fan });
    const bound = 1 / Math.sqrt(count);
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    expect(largest).toBeLessThanOrEqual(Math.fround(bound));
    expect(largest).toBeGreaterThan(0.99 * bound);
    expect(deviationOf(values) / (bound / Math.sqrt(3))).toBeCloseTo(1, 1);
  });

  test('names and seeds draw other numbers, the same ones the same', () => {
    const initial = { distribution: 'uniform', fan } as const;
    expect(valuesOf(initial)).toEqual(valuesOf(initial));
    expect(valuesOf(initial, 'q')).not.toEqual(valuesOf(initial));
    expect(valuesOf(initial, 'p', undefined, 2)).not.toEqual(valuesOf(initial));
  });
});

import { expect, test } from 'vitest';
import { initialValue } from '../src/initial-state.ts';
import { randomBits } from '../src/mix.ts';
import { createNormal } from '../src/normal.ts';

const drawn = (count: number, key: number): Float64Array => {
  const values = new Float64Array(count);
  createNormal()(key, 1, values, 0, count);
  return values;
};

// Python's decimal, 60 digits: √(-2 ln(1 - u)) cos(2πv) √(2/270), rounded once.
test('values are what the definition says', () => {
  const values = initialValue(
    { name: 'p', shape: [20, 30, 3, 3], kind: 'parameter', initial: { distribution: 'he_normal', fan: 'in' } },
    1,
  );
  expect([0, 1, 2, 3, 1000, 5399].map((index) => values[index])).toEqual(
    [-0.0856778547, -0.15263623, -0.00516528916, -0.127296805, 0.101877205, -0.0877810046].map(Math.fround),
  );
});

test("within 2·10⁻¹⁵ of the host's own logarithm and cosine", () => {
  const [count, key] = [2 ** 20, 12345];
  let worst = 0;
  for (const [index, value] of drawn(count, key).entries()) {
    const [u, v] = [randomBits(key, 2 * index) / 2 ** 24, randomBits(key, 2 * index + 1) / 2 ** 24];
    worst = Math.max(worst, Math.abs(value - Math.sqrt(-2 * Math.log(1 - u)) * Math.cos(2 * Math.PI * v)));
  }
  expect(worst).toBeLessThan(2e-15 * Math.sqrt(48 * Math.LN2));
});

test('where a uniform number is 0, so is the normal one', () => {
  expect(randomBits(0, 0)).toBe(0);
  expect(Math.abs(drawn(1, 0)[0] ?? NaN)).toBe(0);
});

test.each([1, 2, 3])('mean, variance, skewness and kurtosis, key %d', (key) => {
  const count = 2 ** 20;
  const moment = (power: number): number => drawn(count, key).reduce((sum, value) => sum + value ** power, 0) / count;
  // Four standard errors of each moment of a normal distribution.
  expect(Math.abs(moment(1))).toBeLessThan(4 * Math.sqrt(1 / count));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / count));
  expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / count));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / count));
});

import { expect, test } from 'vitest';
import { permutation } from '../src/batches/permutation.ts';
import { integerBelow, normal, randomOf } from '../src/random.ts';

const moments = (values: readonly number[]) => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, variance: values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length };
};
const count = 100_000;

test('the same four give the same numbers, any other gives others', () => {
  const first = (seed: number, epoch: number, index: number, operation: string) =>
    Array.from({ length: 4 }, randomOf(seed, epoch, index, operation));
  expect(first(1, 2, 3, 'padCrop 0')).toEqual(first(1, 2, 3, 'padCrop 0'));
  const others = [
    first(1, 2, 3, 'padCrop 0'),
    first(2, 2, 3, 'padCrop 0'),
    first(1, 3, 3, 'padCrop 0'),
    first(1, 2, 4, 'padCrop 0'),
    first(2, 1, 3, 'padCrop 0'),
    first(1, 2, 3, 'padCrop 1'),
  ];
  expect(new Set(others.flat()).size).toBe(24);
});

test('sfc32 gives what its reference implementation gives', () => {
  // PractRand 0.95's sfc32 with the state (a, b, c, counter) = (1, 2, 3, FNV-1a of ''), after 15 rounds: computed in 64-bit integers.
  const mask = 0xffffffffn;
  let [a, b, c, counter] = [1n, 2n, 3n, 0x811c9dc5n];
  const round = (): bigint => {
    const value = (a + b + counter++) & mask;
    counter &= mask;
    a = b ^ (b >> 9n);
    b = (c + (c << 3n)) & mask;
    c = ((((c << 21n) | (c >> 11n)) & mask) + value) & mask;
    return value;
  };
  for (let warm = 0; warm < 15; warm++) round();
  const random = randomOf(1, 2, 3, '');
  for (let at = 0; at < 100; at++) expect(random()).toBe(Number(round()) / 2 ** 32);
});

test.each([
  [
    'along a stream',
    () => {
      const random = randomOf(1, 0, 0, 'x');
      return Array.from({ length: count }, random);
    },
  ],
  [
    'the first numbers of neighbouring images',
    () => Array.from({ length: count }, (_, index) => randomOf(1, 0, index, 'x')()),
  ],
  [
    'the first numbers of neighbouring seeds',
    () => Array.from({ length: count }, (_, seed) => randomOf(seed, 0, 0, 'x')()),
  ],
])('uniform: %s', (_, draw) => {
  const values = draw();
  const { mean, variance } = moments(values);
  // Five standard errors.
  expect(Math.abs(mean - 0.5)).toBeLessThan(5 * Math.sqrt(1 / 12 / count));
  expect(Math.abs(variance - 1 / 12)).toBeLessThan(5 * Math.sqrt(1 / 180 / count));
  const bins = new Uint32Array(64);
  for (const value of values) bins[Math.floor(value * 64)]!++;
  const chiSquared = bins.reduce((sum, found) => sum + (found - count / 64) ** 2 / (count / 64), 0);
  expect(chiSquared).toBeLessThan(63 + 5 * Math.sqrt(2 * 63));
  const serial = moments(values.slice(1).map((value, at) => (value - 0.5) * (values[at]! - 0.5))).mean;
  expect(Math.abs(serial)).toBeLessThan(5 / 12 / Math.sqrt(count));
});

test('normal', () => {
  const random = randomOf(7, 0, 0, 'normal');
  const { mean, variance } = moments(Array.from({ length: count }, () => normal(random)));
  expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(count));
  expect(Math.abs(variance - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
});

test('integers reach every value and no other', () => {
  const random = randomOf(7, 0, 0, 'integers');
  expect(new Set(Array.from({ length: 1000 }, () => integerBelow(random, 9)))).toEqual(
    new Set([0, 1, 2, 3, 4, 5, 6, 7, 8]),
  );
});

test('permutations: every place is as likely for every index', () => {
  const places = Array.from({ length: 5 }, () => new Uint32Array(5));
  for (let epoch = 0; epoch < 5000; epoch++)
    permutation(5, 1, epoch).forEach((index, place) => places[index]![place]!++);
  const chiSquared = places.flatMap((row) => [...row]).reduce((sum, found) => sum + (found - 1000) ** 2 / 1000, 0);
  expect(chiSquared).toBeLessThan(16 + 5 * Math.sqrt(32));
  expect([...permutation(0, 1, 1)]).toEqual([]);
});

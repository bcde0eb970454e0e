import { describe, expect, it } from 'vitest';
import { dtypeNames, dtypes } from '../src/index.ts';

/** All finite float16 from 0 on, by their bits: IEEE 754 binary16, 3.4. */
const halves = Array.from({ length: 0x7c00 }, (_, bits) => {
  const [exponent, fraction] = [bits >> 10, bits & 0x3ff];
  return exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25);
});
const half = dtypes.f16.round!;

describe('what a store as float16 makes of a number', () => {
  it('float16 stay as they are', () => {
    for (const value of halves) for (const sign of [1, -1]) expect(half(sign * value)).toBe(sign * value);
  });

  it('what lies between two goes to the nearer, and from the middle to the one whose last bit is 0', () => {
    const wrong = halves.slice(1).filter((above, index) => {
      const [below, middle] = [halves[index]!, (halves[index]! + above) / 2];
      const even = index % 2 === 0 ? below : above;
      const found = [middle * (1 - 2 ** -40), middle, middle * (1 + 2 ** -40)].flatMap((x) => [half(x), -half(-x)]);
      return String(found) !== String([below, below, even, even, above, above]);
    });
    expect(wrong).toEqual([]);
  });

  it.each([
    [65519.99, 65504],
    [65520, 65504],
    [1e300, 65504],
    [Infinity, 65504],
    [-Infinity, -65504],
    [NaN, NaN],
    [-0, -0],
    [1e-300, 0],
    [-1e-300, -0],
  ])('of %s: %s', (value, expected) => expect(half(value)).toBe(expected));

  const { f16round } = Math as { f16round?: (value: number) => number };
  it.skipIf(!f16round)('as the host does, where it has float16', () => {
    for (let step = 0; step < 100_000; step++) {
      const value = Math.sin(step) * 2 ** (40 * Math.cos(step * step) - 24);
      if (Math.abs(value) < 65520) expect(half(value)).toBe(f16round!(value));
    }
  });
});

it('elements have as many bytes as their names have bits', () =>
  expect(dtypeNames.map((name) => dtypes[name].bytes * 8)).toEqual(dtypeNames.map((name) => Number(name.slice(1)))));

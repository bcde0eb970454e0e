import { describe, expect, it } from 'vitest';
import { winogradPositions, winogradTransforms } from '../src/index.ts';

describe.each([2, 4] as const)('F(%i, 3)', (outputs) => {
  const { input, filter, output } = winogradTransforms(outputs);
  const times = (matrix: readonly (readonly number[])[], vector: readonly number[]): readonly number[] =>
    matrix.map((row) => row.reduce((sum, factor, index) => sum + factor * vector[index]!, 0));

  it('has as many positions as its matrices have rows', () => {
    expect([input.length, filter.length, output[0]!.length]).toEqual(Array(3).fill(outputs + 2));
    expect(winogradPositions(outputs)).toBe((outputs + 2) ** 2);
  });

  it('Aᵀ((G·g) ⊙ (Bᵀ·d)) is the correlation of d with g', () => {
    for (const seed of [1, 2, 3]) {
      const d = Array.from({ length: outputs + 2 }, (_, index) => Math.sin(seed * (index + 1)));
      const g = Array.from({ length: 3 }, (_, index) => Math.cos(seed * (index + 7)));
      const transformed = times(input, d);
      const found = times(
        output,
        times(filter, g).map((value, index) => value * transformed[index]!),
      );
      found.forEach((value, index) =>
        expect(value).toBeCloseTo(g[0]! * d[index]! + g[1]! * d[index + 1]! + g[2]! * d[index + 2]!, 12),
      );
    }
  });
});

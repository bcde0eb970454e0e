import { winogradTransforms } from '@resnet-compile/ir';
import { holdsForAll } from '@resnet-compile/testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { transformSteps } from '../src/wasm/winograd-steps.ts';

/** The steps done one by one, against the product of matrix and operands. */
function expectProduct(matrix: readonly (readonly number[])[]): void {
  const operands = matrix[0]!.map((_, index) => Math.cos(index + 1));
  const { steps, results } = transformSteps(matrix);
  const values = [...operands];
  for (const { a, factor, b } of steps) values.push((a === undefined ? 0 : values[a]!) + factor * values[b]!);
  matrix.forEach((row, index) =>
    expect(values[results[index]!]).toBeCloseTo(
      row.reduce((sum, factor, column) => sum + factor * operands[column]!, 0),
      5,
    ),
  );
}

/** Lavin and Gray's own, with common parts computed once, take 4, 7 and 4 for F(2, 3), and 12, 12 and 10 for F(4, 3) with other points. */
it.each([
  [2, { input: 4, filter: 5, output: 4 }],
  [4, { input: 12, filter: 8, output: 12 }],
] as const)('F(%d, 3): the products, in as many steps as pairs of points allow', (outputs, counts) => {
  for (const [name, count] of Object.entries(counts)) {
    const matrix = winogradTransforms(outputs)[name as keyof typeof counts];
    expectProduct(matrix);
    expect(transformSteps(matrix).steps, name).toHaveLength(count);
  }
});

it('any matrix without empty rows, whatever signs its rows and columns differ in', () =>
  holdsForAll(
    fc.integer({ min: 1, max: 5 }).chain((columns) =>
      fc.array(
        fc
          .array(fc.constantFrom(0, 1, -1, 0.5, -0.5, 3), { minLength: columns, maxLength: columns })
          .filter((row) => row.some((x) => x !== 0)),
        { minLength: 1, maxLength: 5 },
      ),
    ),
    500,
    expectProduct,
  ));

import type { Scalar } from '@resnet-compile/ir';
import { emitScalars } from '../emit-scalar.ts';
import { lines } from '../text.ts';
import { tidy } from './emit-vectors.ts';
import { eachPart, partRow, resultOf, sumOf, totalOf, type Reduction } from './reduction.ts';

/** Sums of expressions, in one pass over what they read. */
export function channelSums(of: readonly Scalar[], channels: number): Reduction {
  const { lets, values } = emitScalars(of, { operand: (index) => `operand${index}` });
  return {
    rows: of.length,
    part: { before: [], each: [...lets, ...values.map((value, row) => `${sumOf(row)} += ${value};`)], after: [] },
    merge: [
      eachPart(lines(of.map((_, row) => `${sumOf(row)} += ${partRow(of.length, row)};`))),
      ...of.map((expression, row) => `let ${resultOf(row)} = ${tidy(expression, totalOf(row, sumOf(row)), channels)};`),
    ],
  };
}

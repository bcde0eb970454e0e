import { tensorType, type TensorType } from '../tensor-type.ts';
import type { Input, NoAttributes, Op, OpDeclaration } from './declaration.ts';
import { expectRows, expectShape } from './expect-shape.ts';

type OfRows<Attributes extends object> = Op<readonly [logits: Input, targets: Input], Attributes>;

/** The mean over the batch, a scalar. */
export type CrossEntropy = OfRows<{ readonly labelSmoothing: number }>;
export type CrossEntropyGradient = OfRows<{ readonly labelSmoothing: number }>;

/** How many rows have their largest logit and their largest target in the same place. */
export type Correct = OfRows<NoAttributes>;

/** Logits and targets: both N×K. @returns their type */
function rows([logits, targets]: readonly [TensorType, TensorType]): TensorType {
  expectRows(logits, 'logits');
  expectShape(targets, logits.shape, 'targets');
  return logits;
}

const scalarOfRows = (_: unknown, inputs: readonly [TensorType, TensorType]): TensorType => (
  rows(inputs),
  tensorType()
);

export const crossEntropy: OpDeclaration<CrossEntropy> = { takes: [2, 2], shape: scalarOfRows };
export const correct: OpDeclaration<Correct> = { takes: [2, 2], shape: scalarOfRows };
export const crossEntropyGradient: OpDeclaration<CrossEntropyGradient> = {
  takes: [2, 2],
  shape: (_, inputs) => rows(inputs),
};

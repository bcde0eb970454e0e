import { misuseOfLoss } from '../losses/misuse-of-loss.ts';
import type { LossRule } from '../losses/loss-rule.ts';
import { tensorType, type TensorType } from '../tensor-type.ts';
import type { Input, NoAttributes, Op, OpDeclaration } from './declaration.ts';
import { expectRows, expectShape } from './expect-shape.ts';
import { ShapeError } from './shape-error.ts';

/** How many rows have their largest logit and their largest target in the same place. */
export type Correct = Op<readonly [logits: Input, targets: Input], NoAttributes>;

/** The mean over the batch, a scalar. Whoever computes it counts what is correct besides. */
export type Loss = Op<readonly [logits: Input, targets: Input, correct: Input], LossRule>;

/** Of the logits; one kernel makes all three. */
export type LossGradient = Op<readonly [logits: Input, targets: Input, correct: Input, loss: Input], LossRule>;

/** Logits and targets: both N×K. @returns their type */
function rows([logits, targets]: readonly [TensorType, TensorType, ...TensorType[]]): TensorType {
  expectRows(logits, 'logits');
  expectShape(targets, logits.shape, 'targets');
  return logits;
}

function scalarOfRows(inputs: readonly [TensorType, TensorType, ...TensorType[]]): TensorType {
  rows(inputs);
  return tensorType();
}

function expectRule(rule: LossRule): void {
  const misuse = misuseOfLoss(rule);
  if (misuse !== undefined) throw new ShapeError(misuse);
}

export const correct: OpDeclaration<Correct> = { takes: [2, 2], shape: (_, inputs) => scalarOfRows(inputs) };
export const loss: OpDeclaration<Loss> = {
  takes: [3, 3],
  shape: (rule, inputs) => {
    expectRule(rule);
    expectShape(inputs[2], [], 'number of correct rows');
    return scalarOfRows(inputs);
  },
};
export const lossGradient: OpDeclaration<LossGradient> = {
  takes: [4, 4],
  shape: (rule, inputs) => {
    expectRule(rule);
    expectShape(inputs[2], [], 'number of correct rows');
    expectShape(inputs[3], [], 'loss');
    return rows(inputs);
  },
};

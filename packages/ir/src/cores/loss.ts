import { misuseOfLoss } from '../losses/misuse-of-loss.ts';
import type { LossRule } from '../losses/loss-rule.ts';
import type { Operation, Read } from '../operation.ts';
import { sameShape } from '../tensor-type.ts';
import { times, type CoreDeclaration } from './declaration.ts';

/** The loss and the number of rows that are right, as tensors; its value is the gradient of the logits. */
export type Loss = Operation<
  readonly [logits: Read, targets: Read],
  readonly [],
  readonly [loss: string, correct: string],
  LossRule
>;

export const loss: CoreDeclaration<Loss> = {
  takes: [2, 0, 2],
  storedAlone: true,
  shape: ({ attributes }, [logits, targets]) =>
    sameShape(logits, targets)
      ? (misuseOfLoss(attributes) ?? logits)
      : `logits ${times(logits)}, targets ${times(targets)}`,
  computes: () => [[], []],
};

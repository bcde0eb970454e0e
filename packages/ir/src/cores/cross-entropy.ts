import type { Operation, Read } from '../operation.ts';
import { sameShape } from '../tensor-type.ts';
import { times, type CoreDeclaration } from './declaration.ts';

/** The loss and the number of rows that are right, as tensors; its value is the gradient of the logits. */
export type CrossEntropy = Operation<
  readonly [logits: Read, targets: Read],
  readonly [],
  readonly [loss: string, correct: string],
  { readonly labelSmoothing: number }
>;

export const crossEntropy: CoreDeclaration<CrossEntropy> = {
  takes: [2, 0, 2],
  storedAlone: true,
  shape: (_, [logits, targets]) =>
    sameShape(logits, targets) ? logits : `logits ${times(logits)}, targets ${times(targets)}`,
  computes: () => [[], []],
};

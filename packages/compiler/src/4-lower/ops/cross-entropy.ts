import { coreOf } from '@resnet-compile/ir';
import type { LowerOp } from './lower-op.ts';

/** The loss, the number of correct rows and the gradient are one kernel, at the gradient's place. */
export const crossEntropy: LowerOp<'cross_entropy'> = (node, lowering) => void lowering.tensorOf(node, 'value');
export const correct: LowerOp<'correct'> = (node, lowering) => void lowering.tensorOf(node, 'value');

export const crossEntropyGradient: LowerOp<'cross_entropy_gradient'> = (node, lowering, [logits, targets]) => {
  const results = [lowering.idOfOp('cross_entropy', node.inputs), lowering.idOfOp('correct', node.inputs)] as const;
  const reads = [{ buffer: logits }, { buffer: targets }] as const;
  lowering.kernel(node, coreOf('cross_entropy', node.attributes, reads, [], results));
};

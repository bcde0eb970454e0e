import { coreOf } from '@resnet-compile/ir';
import type { LowerOp } from './lower-op.ts';

/** The number of correct rows, the loss and the gradient are one kernel, at the gradient's place. */
export const correct: LowerOp<'correct'> = (node, lowering) => void lowering.tensorOf(node, 'value');
export const loss: LowerOp<'loss'> = (node, lowering) => void lowering.tensorOf(node, 'value');

export const lossGradient: LowerOp<'loss_gradient'> = (node, lowering, [logits, targets, correct, loss]) =>
  lowering.kernel(
    node,
    coreOf('loss', node.attributes, [{ buffer: logits }, { buffer: targets }], [], [loss, correct]),
  );

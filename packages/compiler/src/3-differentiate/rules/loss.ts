import type { GradientRule } from '../gradient-rule.ts';

/** Nothing follows a loss: dy is 1. Targets have no gradient. */
export const loss: GradientRule<'loss'> = (node, _, append) => {
  const [logits, targets, correct] = node.inputs;
  return [append('loss_gradient', node.attributes, [logits, targets, correct, node])];
};

import { operand } from '@resnet-compile/ir';
import type { GradientRule } from '../gradient-rule.ts';

/** y = x·Wᵀ + b: dx = dy·W, dW = dyᵀ·x, db = Σ dy. x is N×C or N×C×1×1, and so is dx. */
export const dense: GradientRule<'dense'> = ({ inputs: [x, weights, bias] }, dy, append, wanted) => {
  const dx = wanted(0) ? append('dense_input_gradient', {}, [dy, weights]) : undefined;
  return [
    dx && x.type.shape.length > 2 ? append('unflatten', {}, [dx]) : dx,
    wanted(1) ? append('dense_weight_gradient', {}, [dy, x]) : undefined,
    bias && wanted(2) ? append('channel_sum', { of: operand(0) }, [dy]) : undefined,
  ];
};

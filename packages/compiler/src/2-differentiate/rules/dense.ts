import type { GradientRule } from '../gradient-rule.ts';

/** y = x·Wᵀ + b: dx = dy·W, dW = dyᵀ·x, db = Σ dy. */
export const dense: GradientRule<'dense'> = ({ inputs: [x, weights, bias] }, dy, append, wanted) => [
  wanted(0) ? append('dense_input_gradient', {}, [dy, weights!]) : undefined,
  wanted(1) ? append('dense_weight_gradient', {}, [dy, x!]) : undefined,
  bias && wanted(2) ? append('channel_sum', {}, [dy]) : undefined,
];

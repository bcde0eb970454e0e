import type { GradientRule } from '../gradient-rule.ts';

/** The first largest element of a window takes its gradient, as in PyTorch. */
export const maxPool: GradientRule<'max_pool'> = ({ inputs: [x], attributes }, dy, append) => [
  append('max_pool_gradient', attributes, [dy, x]),
];

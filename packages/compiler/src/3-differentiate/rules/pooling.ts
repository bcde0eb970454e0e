import { sizeOf, type GradientRule } from '../gradient-rule.ts';

/** The first largest element of a window takes its gradient, as in PyTorch. */
export const maxPool: GradientRule<'max_pool'> = ({ inputs: [x], attributes }, dy, append) => [
  append('max_pool_gradient', attributes, [dy, x!]),
];

/** Every element of a window takes an equal part. */
export const averagePool: GradientRule<'average_pool'> = ({ inputs: [x], attributes }, dy, append) => [
  append('average_pool_gradient', { ...attributes, size: sizeOf(x!) }, [dy]),
];

export const globalAveragePool: GradientRule<'global_average_pool'> = ({ inputs: [x] }, dy, append) => [
  append('global_average_pool_gradient', { size: sizeOf(x!) }, [dy]),
];

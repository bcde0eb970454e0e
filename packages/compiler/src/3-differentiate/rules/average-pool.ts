import { sizeOf, type GradientRule } from '../gradient-rule.ts';

/** Every element of a window takes an equal part. */
export const averagePool: GradientRule<'average_pool'> = ({ inputs: [x], attributes }, dy, append) => [
  append('average_pool_gradient', { ...attributes, size: sizeOf(x) }, [dy]),
];

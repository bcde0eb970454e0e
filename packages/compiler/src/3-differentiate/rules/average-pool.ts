import type { GradientRule } from '../gradient-rule.ts';
import { sizeOf } from '../../size-of.ts';

/** Every element of a window takes an equal part. */
export const averagePool: GradientRule<'average_pool'> = ({ inputs: [x], attributes }, dy, append) => [
  append('average_pool_gradient', { ...attributes, size: sizeOf(x) }, [dy]),
];

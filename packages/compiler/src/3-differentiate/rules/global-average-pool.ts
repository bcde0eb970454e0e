import type { GradientRule } from '../gradient-rule.ts';
import { sizeOf } from '../../size-of.ts';

/** Every pixel takes an equal part. */
export const globalAveragePool: GradientRule<'global_average_pool'> = ({ inputs: [x] }, dy, append) => [
  append('global_average_pool_gradient', { size: sizeOf(x) }, [dy]),
];

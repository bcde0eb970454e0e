import type { GradientRule } from '../gradient-rule.ts';
import { sizeOf } from '../../size-of.ts';

export const subsample: GradientRule<'subsample'> = ({ inputs: [x], attributes: { stride } }, dy, append) => [
  append('upsample_zeros', { stride, size: sizeOf(x) }, [dy]),
];

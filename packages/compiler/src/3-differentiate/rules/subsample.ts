import { sizeOf, type GradientRule } from '../gradient-rule.ts';

export const subsample: GradientRule<'subsample'> = ({ inputs: [x], attributes: { stride } }, dy, append) => [
  append('upsample_zeros', { stride, size: sizeOf(x) }, [dy]),
];

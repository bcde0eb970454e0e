import { operand } from '@resnet-compile/ir';
import type { GradientRule } from '../gradient-rule.ts';
import { sizeOf } from '../../size-of.ts';

/** dx is a convolution of dy with the filters turned around, dw one of x with dy, db the sum of dy. */
export const conv2d: GradientRule<'conv2d'> = ({ inputs: [x, filters, bias], attributes }, dy, append, wanted) => [
  wanted(0) ? append('conv2d_input_gradient', { ...attributes, size: sizeOf(x) }, [dy, filters]) : undefined,
  wanted(1) ? append('conv2d_filter_gradient', { ...attributes, kernel: sizeOf(filters) }, [dy, x]) : undefined,
  bias && wanted(2) ? append('channel_sum', { of: operand(0) }, [dy]) : undefined,
];

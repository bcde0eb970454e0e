import type { GradientRule } from '../gradient-rule.ts';
import { sizeOf } from '../../size-of.ts';

/** Each pixel takes the sum over the places that show it. */
export const pad: GradientRule<'pad'> = ({ inputs: [x], attributes }, dy, append) => [
  append('pad_gradient', { ...attributes, size: sizeOf(x) }, [dy]),
];

import type { GradientRule } from '../gradient-rule.ts';

export const flatten: GradientRule<'flatten'> = ({ inputs: [x] }, dy, append) => [
  x.type.shape.length === 2 ? dy : append('unflatten', {}, [dy]),
];

export const unflatten: GradientRule<'unflatten'> = (_, dy, append) => [append('flatten', {}, [dy])];

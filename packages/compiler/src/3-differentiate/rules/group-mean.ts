import type { GradientRule } from '../gradient-rule.ts';

/** A mean of groups is its own adjoint. */
export const groupMean: GradientRule<'group_mean'> = ({ attributes }, dy, append) => [
  append('group_mean', attributes, [dy]),
];

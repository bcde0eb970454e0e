import type { GradientRule } from '../gradient-rule.ts';

/** Dropout multiplies by its mask, and so does its gradient: the same key draws the same mask. */
export const dropout: GradientRule<'dropout'> = ({ attributes }, dy, append) => [append('dropout', attributes, [dy])];

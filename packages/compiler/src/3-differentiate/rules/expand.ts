import type { GradientRule } from '../gradient-rule.ts';

export const expand: GradientRule<'expand'> = (_, dy, append) => [append('total', {}, [dy])];

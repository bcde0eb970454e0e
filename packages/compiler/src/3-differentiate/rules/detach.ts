import type { GradientRule } from '../gradient-rule.ts';

export const detach: GradientRule<'detach'> = () => [undefined];

import type { GradientRule } from '../gradient-rule.ts';

/** Both sides take dy as it is. */
export const add: GradientRule<'add'> = (_, dy) => [dy, dy];

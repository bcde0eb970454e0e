import type { GradientRule } from '../gradient-rule.ts';

/** dx = dy where y > 0, so that x need not be kept. */
export const relu: GradientRule<'relu'> = (node, dy, append) => [append('relu_gradient', {}, [dy, node as never])];

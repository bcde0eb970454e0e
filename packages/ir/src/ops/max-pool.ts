import type { Input, Op, OpDeclaration } from './declaration.ts';
import { gradientOf } from './gradient-shape.ts';
import { pooled } from './pooled.ts';
import type { Window } from './window.ts';

export type MaxPool = Op<readonly [x: Input], Window>;

/** The first largest element of a window takes its gradient, as in PyTorch. */
export type MaxPoolGradient = Op<readonly [dy: Input, x: Input], Window>;

export const maxPool: OpDeclaration<MaxPool> = {
  takes: [1, 1],
  shape: (window, [x]) => pooled(window, x),
};

export const maxPoolGradient: OpDeclaration<MaxPoolGradient> = {
  takes: [2, 2],
  shape: (window, [dy, x]) => gradientOf(x, dy, (x) => pooled(window, x)),
};

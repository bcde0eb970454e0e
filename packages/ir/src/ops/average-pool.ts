import type { Input, Op, OpDeclaration } from './declaration.ts';
import { gradientOf, mapOf } from './gradient-shape.ts';
import { pooled } from './pooled.ts';
import type { AveragePoolAttributes, Pair } from './window.ts';

export type AveragePool = Op<readonly [x: Input], AveragePoolAttributes>;

/** `size`: height and width of x. */
export type AveragePoolGradient = Op<readonly [dy: Input], AveragePoolAttributes & { readonly size: Pair }>;

export const averagePool: OpDeclaration<AveragePool> = {
  takes: [1, 1],
  shape: (window, [x]) => pooled(window, x),
};

export const averagePoolGradient: OpDeclaration<AveragePoolGradient> = {
  takes: [1, 1],
  shape: ({ size, ...window }, [dy]) => gradientOf(mapOf(dy, size), dy, (x) => pooled(window, x)),
};

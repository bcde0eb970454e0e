import type { MapShape } from '../map-shape.ts';
import type { Operation, Read } from '../operation.ts';
import { windowedSize, type AveragePoolAttributes, type Window } from '../ops/window.ts';
import { gradientOf, type CoreDeclaration } from './declaration.ts';

export type MaxPool = Operation<readonly [x: Read], readonly [], readonly [], Window>;
export type AveragePool = Operation<readonly [x: Read], readonly [], readonly [], AveragePoolAttributes>;
/** The first largest element of a window takes its gradient. */
export type MaxPoolGradient = Operation<readonly [dy: Read, x: Read], readonly [], readonly [], Window>;
export type AveragePoolGradient = Operation<readonly [dy: Read], readonly [], readonly [], AveragePoolAttributes>;
/** A vector's elements over whole maps, divided by their size: the adjoint of `mean`. */
export type Spread = Operation<readonly [dy: Read], readonly [], readonly []>;

const pooled = ([channels, ...size]: MapShape, window: Window): MapShape => [channels, ...windowedSize(size, window)];

export const maxPool: CoreDeclaration<MaxPool> = {
  takes: [1, 0, 0],
  shape: ({ attributes }, [x]) => pooled(x, attributes),
};
export const averagePool: CoreDeclaration<AveragePool> = {
  takes: [1, 0, 0],
  shape: ({ attributes }, [x]) => pooled(x, attributes),
};
export const maxPoolGradient: CoreDeclaration<MaxPoolGradient> = {
  takes: [2, 0, 0],
  shape: ({ attributes }, [dy, x]) => gradientOf(x, pooled(x, attributes), dy),
};
export const averagePoolGradient: CoreDeclaration<AveragePoolGradient> = {
  takes: [1, 0, 0],
  shape: ({ attributes }, [dy], _, x) => gradientOf(x, pooled(x, attributes), dy),
};
export const spread: CoreDeclaration<Spread> = {
  takes: [1, 0, 0],
  shape: (_, [dy], __, x) => gradientOf(x, [x[0], 1, 1], dy),
};

import { tensorType, type TensorType } from '../tensor-type.ts';
import type { Input, NoAttributes, Op, OpDeclaration } from './declaration.ts';
import { image } from './expect-shape.ts';
import { gradientOf, mapOf } from './gradient-shape.ts';
import type { Pair } from './window.ts';

/** N×C×H×W → N×C×1×1 */
export type GlobalAveragePool = Op<readonly [x: Input], NoAttributes>;

/** `size`: height and width of x. */
export type GlobalAveragePoolGradient = Op<readonly [dy: Input], { readonly size: Pair }>;

const averaged = (x: TensorType): TensorType => tensorType('N', image(x)[0], 1, 1);

export const globalAveragePool: OpDeclaration<GlobalAveragePool> = {
  takes: [1, 1],
  shape: (_, [x]) => averaged(x),
};

export const globalAveragePoolGradient: OpDeclaration<GlobalAveragePoolGradient> = {
  takes: [1, 1],
  shape: ({ size }, [dy]) => gradientOf(mapOf(dy, size), dy, averaged),
};

import { tensorType, type TensorType } from '../tensor-type.ts';
import type { Input, Op, OpDeclaration } from './declaration.ts';
import { image } from './expect-shape.ts';
import { gradientOf, mapOf } from './gradient-shape.ts';
import type { Pair } from './window.ts';

/** Keeps every `stride`th row and column, from the first: the other half of the shortcut of option A. */
export type Subsample = Op<readonly [x: Input], { readonly stride: Pair }>;

/** Puts zeros between pixels: the gradient of `subsample`. */
export type UpsampleZeros = Op<readonly [dy: Input], { readonly stride: Pair; readonly size: Pair }>;

function subsampled([down, right]: Pair, x: TensorType): TensorType {
  const [channels, height, width] = image(x);
  return tensorType('N', channels, Math.ceil(height / down), Math.ceil(width / right));
}

export const subsample: OpDeclaration<Subsample> = {
  takes: [1, 1],
  shape: ({ stride }, [x]) => subsampled(stride, x),
};

export const upsampleZeros: OpDeclaration<UpsampleZeros> = {
  takes: [1, 1],
  shape: ({ stride, size }, [dy]) => gradientOf(mapOf(dy, size), dy, (x) => subsampled(stride, x)),
};

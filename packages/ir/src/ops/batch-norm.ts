import { tensorType, type TensorType } from '../tensor-type.ts';
import type { Input, NoAttributes, Op, OpDeclaration } from './declaration.ts';
import { channelsOf, expectVector } from './expect-shape.ts';
import { gradientOf } from './gradient-shape.ts';

/** By running statistics, or in training by those of the batch (Ioffe and Szegedy 2015): passes say which. */
export type BatchNorm = Op<
  readonly [x: Input, gamma: Input, beta: Input, mean: Input, variance: Input],
  { readonly epsilon: number; readonly momentum: number }
>;

/** Mean per channel over the batch and the map. */
export type BatchMean = Op<readonly [x: Input], NoAttributes>;

/** The biased variance. */
export type BatchVariance = Op<readonly [x: Input, mean: Input], NoAttributes>;

export type BatchNormalize = Op<
  readonly [x: Input, mean: Input, variance: Input, gamma: Input, beta: Input],
  { readonly epsilon: number }
>;

/** (1 − momentum)·old + momentum·recent, where `unbiased` multiplies recent by M/(M − 1), M = N·H·W of x. */
export type RunningAverage = Op<
  readonly [old: Input, recent: Input, x: Input],
  { readonly momentum: number; readonly unbiased: boolean }
>;

/** `product`: Σ dy·(x − mean); `sum`: Σ dy. */
export type BatchNormInputGradient = Op<
  readonly [dy: Input, x: Input, mean: Input, variance: Input, gamma: Input, product: Input, sum: Input],
  { readonly epsilon: number }
>;

/** A map, or rows, and vectors of its channels. @returns the map's type */
function perChannel(x: TensorType, vectors: readonly TensorType[], what = 'vector per channel'): TensorType {
  const channels = channelsOf(x);
  for (const vector of vectors) expectVector(vector, channels, what);
  return x;
}

export const batchNorm: OpDeclaration<BatchNorm> = {
  takes: [5, 5],
  shape: (_, [x, ...vectors]) => perChannel(x, vectors, 'batch-norm vector'),
};

export const batchMean: OpDeclaration<BatchMean> = {
  takes: [1, 1],
  shape: (_, [x]) => tensorType(channelsOf(x)),
};

export const batchVariance: OpDeclaration<BatchVariance> = {
  takes: [2, 2],
  shape: (_, [x, mean]) => tensorType(channelsOf(perChannel(x, [mean]))),
};

export const batchNormalize: OpDeclaration<BatchNormalize> = {
  takes: [5, 5],
  shape: (_, [x, ...vectors]) => perChannel(x, vectors),
};

export const runningAverage: OpDeclaration<RunningAverage> = {
  takes: [3, 3],
  shape: (_, [old, recent, x]) => {
    perChannel(x, [old, recent]);
    return old;
  },
};

export const batchNormInputGradient: OpDeclaration<BatchNormInputGradient> = {
  takes: [7, 7],
  shape: (_, [dy, x, ...vectors]) => gradientOf(perChannel(x, vectors), dy, (same) => same),
};

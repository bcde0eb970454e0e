import type { OpName, TrainingAttributes } from '@resnet-compile/ir';
import type { GradientRule } from '../gradient-rule.ts';
import { batchNormalize } from './batch-normalize.ts';
import { concatenate } from './concatenate.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { map } from './map.ts';
import { averagePool, globalAveragePool, maxPool } from './pooling.ts';
import { expand, flatten, padChannels, subsample } from './reshaping.ts';

/** Values that take no gradient: they are given, or exist in inference or in the backward pass alone. */
type WithoutGradient =
  | 'input'
  | 'parameter'
  | 'constant'
  | 'batch_norm'
  | 'scale_filters'
  | Exclude<keyof TrainingAttributes, 'batch_normalize'>;

/** One rule an op. A layer's op without one is a type error here. */
export const gradientRules: { readonly [Op in Exclude<OpName, WithoutGradient>]: GradientRule<Op> } = {
  conv2d,
  dense,
  map,
  expand,
  concatenate,
  flatten,
  dropout,
  subsample,
  batch_normalize: batchNormalize,
  max_pool: maxPool,
  average_pool: averagePool,
  global_average_pool: globalAveragePool,
  pad_channels: padChannels,
};

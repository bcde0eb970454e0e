import type { OpName, TrainingAttributes } from '@resnet-compile/ir';
import type { GradientRule } from '../gradient-rule.ts';
import { add } from './add.ts';
import { affine } from './affine.ts';
import { batchNormalize } from './batch-normalize.ts';
import { concatenate } from './concatenate.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { averagePool, globalAveragePool, maxPool } from './pooling.ts';
import { relu } from './relu.ts';
import { flatten, padChannels, subsample } from './reshaping.ts';

/** Values that take no gradient: they are given, or exist in inference or in the backward pass alone. */
type WithoutGradient =
  | 'input'
  | 'parameter'
  | 'constant'
  | 'batch_norm'
  | 'batch_norm_scale'
  | 'batch_norm_shift'
  | 'scale_filters'
  | 'multiply_add'
  | Exclude<keyof TrainingAttributes, 'batch_normalize'>;

/** One rule an op. A layer's op without one is a type error here. */
export const gradientRules: { readonly [Op in Exclude<OpName, WithoutGradient>]: GradientRule<Op> } = {
  conv2d,
  dense,
  affine,
  relu,
  add,
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

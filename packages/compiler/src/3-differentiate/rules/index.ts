import type { Inferred, OpName } from '@resnet-compile/ir';
import type { GradientRule } from '../gradient-rule.ts';
import { averagePool } from './average-pool.ts';
import { batchNormalize } from './batch-norm.ts';
import { concatenate } from './concatenate.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { expand } from './expand.ts';
import { flatten } from './flatten.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { loss } from './loss.ts';
import { map } from './map.ts';
import { maxPool } from './max-pool.ts';
import { pad } from './pad.ts';
import { padChannels } from './pad-channels.ts';
import { subsample } from './subsample.ts';

/** Values that exist in inference alone, or in the backward pass, where nothing goes through them. */
type WithoutGradient =
  | 'batch_norm'
  | 'scale_filters'
  | Extract<OpName, `${string}_gradient`>
  | 'batch_mean'
  | 'batch_variance'
  | 'running_average'
  | 'channel_sum'
  | 'total'
  | 'unflatten'
  | 'upsample_zeros'
  | 'slice_channels'
  | 'correct';

/** One rule an op. A layer's op without one is a type error here. */
export const gradientRules: { readonly [Op in Exclude<Inferred, WithoutGradient>]: GradientRule<Op> } = {
  conv2d,
  dense,
  map,
  loss,
  expand,
  concatenate,
  flatten,
  dropout,
  pad,
  subsample,
  batch_normalize: batchNormalize,
  max_pool: maxPool,
  average_pool: averagePool,
  global_average_pool: globalAveragePool,
  pad_channels: padChannels,
};

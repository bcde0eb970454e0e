import type { Inferred, OpName } from '@resnet-compile/ir';
import type { GradientRule } from '../gradient-rule.ts';
import { averagePool } from './average-pool.ts';
import { batchNormalize } from './batch-norm.ts';
import { channelConvolution } from './channel-convolution.ts';
import { concatenate } from './concatenate.ts';
import { conv2d } from './conv2d.ts';
import { dense } from './dense.ts';
import { dropout } from './dropout.ts';
import { expand } from './expand.ts';
import { flatten, unflatten } from './flatten.ts';
import { globalAveragePool } from './global-average-pool.ts';
import { groupMean } from './group-mean.ts';
import { loss } from './loss.ts';
import { map } from './map.ts';
import { mapMean } from './map-mean.ts';
import { maxPool } from './max-pool.ts';
import { pad } from './pad.ts';
import { padChannels, sliceChannels } from './pad-channels.ts';
import { standardizeFilters } from './standardize-filters.ts';
import { subsample } from './subsample.ts';

/** Values that exist in inference alone, or in the backward pass, or through which nothing goes back. */
type WithoutGradient =
  | 'batch_norm'
  | 'detach'
  | 'scale_filters'
  | Extract<OpName, `${string}_gradient`>
  | 'filter_sum'
  | 'batch_mean'
  | 'batch_variance'
  | 'running_average'
  | 'channel_sum'
  | 'total'
  | 'upsample_zeros'
  | 'correct';

/** One rule an op. A layer's op without one is a type error here. */
export const gradientRules: { readonly [Op in Exclude<Inferred, WithoutGradient>]: GradientRule<Op> } = {
  conv2d,
  dense,
  map,
  map_mean: mapMean,
  group_mean: groupMean,
  channel_convolution: channelConvolution,
  loss,
  expand,
  concatenate,
  flatten,
  unflatten,
  dropout,
  pad,
  subsample,
  batch_normalize: batchNormalize,
  standardize_filters: standardizeFilters,
  max_pool: maxPool,
  average_pool: averagePool,
  global_average_pool: globalAveragePool,
  pad_channels: padChannels,
  slice_channels: sliceChannels,
};

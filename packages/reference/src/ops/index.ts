import type { OpName } from '@resnet-compile/ir';
import type { RunInputs } from '../run-inputs.ts';
import type { Values } from '../values.ts';
import * as averagePool from './average-pool.ts';
import * as batchNorm from './batch-norm.ts';
import * as channelConvolution from './channel-convolution.ts';
import { concatenate } from './concatenate.ts';
import * as conv2d from './conv2d.ts';
import * as dense from './dense.ts';
import { detach } from './detach.ts';
import { dropout } from './dropout.ts';
import * as expand from './expand.ts';
import { filterSum } from './filter-sum.ts';
import * as flatten from './flatten.ts';
import * as globalAveragePool from './global-average-pool.ts';
import { groupMean } from './group-mean.ts';
import * as loss from './loss.ts';
import * as map from './map.ts';
import { mapMean } from './map-mean.ts';
import * as maxPool from './max-pool.ts';
import type { OpFunction } from './op-function.ts';
import * as pad from './pad.ts';
import * as padChannels from './pad-channels.ts';
import { scaleFilters } from './scale-filters.ts';
import { constant, input, parameter, targets } from './sources.ts';
import * as standardizeFilters from './standardize-filters.ts';
import * as subsample from './subsample.ts';

/** The meaning of every operation of the Graph. One without a definition is a type error here. */
export const graphOps: { readonly [Op in OpName]: OpFunction<Op> } = {
  input,
  targets,
  parameter,
  constant,
  conv2d: conv2d.conv2d,
  conv2d_input_gradient: conv2d.conv2dInputGradient,
  conv2d_filter_gradient: conv2d.conv2dFilterGradient,
  channel_convolution: channelConvolution.channelConvolution,
  channel_convolution_input_gradient: channelConvolution.channelConvolutionInputGradient,
  channel_convolution_filter_gradient: channelConvolution.channelConvolutionFilterGradient,
  dense: dense.dense,
  dense_input_gradient: dense.denseInputGradient,
  dense_weight_gradient: dense.denseWeightGradient,
  batch_norm: batchNorm.batchNorm,
  batch_mean: batchNorm.batchMean,
  batch_variance: batchNorm.batchVariance,
  batch_normalize: batchNorm.batchNormalize,
  batch_norm_input_gradient: batchNorm.batchNormInputGradient,
  running_average: batchNorm.runningAverage,
  map: map.map,
  channel_sum: map.channelSum,
  map_mean: mapMean,
  group_mean: groupMean,
  detach,
  expand: expand.expand,
  total: expand.total,
  scale_filters: scaleFilters,
  filter_sum: filterSum,
  standardize_filters: standardizeFilters.standardizeFilters,
  standardize_filters_gradient: standardizeFilters.standardizeFiltersGradient,
  concatenate,
  pad: pad.pad,
  pad_gradient: pad.padGradient,
  pad_channels: padChannels.padChannels,
  slice_channels: padChannels.sliceChannels,
  max_pool: maxPool.maxPool,
  max_pool_gradient: maxPool.maxPoolGradient,
  average_pool: averagePool.averagePool,
  average_pool_gradient: averagePool.averagePoolGradient,
  global_average_pool: globalAveragePool.globalAveragePool,
  global_average_pool_gradient: globalAveragePool.globalAveragePoolGradient,
  flatten: flatten.flatten,
  unflatten: flatten.unflatten,
  subsample: subsample.subsample,
  upsample_zeros: subsample.upsampleZeros,
  dropout,
  correct: loss.correct,
  loss: loss.loss,
  loss_gradient: loss.lossGradient,
};

/** Any of them, for whoever asks without knowing its name. */
export const functionOf = (op: OpName): AnyFunction => graphOps[op] as AnyFunction;
type AnyFunction = (attributes: object, inputs: readonly Values[], shape: readonly number[], run: RunInputs) => Values;

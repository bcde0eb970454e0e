import type { Inferred, Node } from '@resnet-compile/ir';
import type { Lowering } from '../lowering.ts';
import * as averagePool from './average-pool.ts';
import * as batchNorm from './batch-norm.ts';
import * as channelConvolution from './channel-convolution.ts';
import { concatenate } from './concatenate.ts';
import * as conv2d from './conv2d.ts';
import * as dense from './dense.ts';
import { detach } from './detach.ts';
import { dropout } from './dropout.ts';
import * as expand from './expand.ts';
import { filterSum, standardizeFiltersGradient } from './filters.ts';
import * as flatten from './flatten.ts';
import * as globalAveragePool from './global-average-pool.ts';
import { groupMean } from './group-mean.ts';
import * as loss from './loss.ts';
import type { LowerOp } from './lower-op.ts';
import * as map from './map.ts';
import { mapMean } from './map-mean.ts';
import * as maxPool from './max-pool.ts';
import * as pad from './pad.ts';
import * as padChannels from './pad-channels.ts';
import * as subsample from './subsample.ts';

/** Passes before replace the first; the next are of parameters alone, which are prepared. */
type NotLowered = 'batch_norm' | 'scale_filters' | 'standardize_filters';

/** How ops become kernels. One without an entry is a type error here. */
const lowerings: { readonly [Op in Exclude<Inferred, NotLowered>]: LowerOp<Op> } = {
  conv2d: conv2d.conv2d,
  conv2d_input_gradient: conv2d.conv2dInputGradient,
  conv2d_filter_gradient: conv2d.conv2dFilterGradient,
  dense: dense.dense,
  dense_input_gradient: dense.denseInputGradient,
  dense_weight_gradient: dense.denseWeightGradient,
  batch_mean: batchNorm.batchMean,
  batch_variance: batchNorm.batchVariance,
  batch_normalize: batchNorm.batchNormalize,
  batch_norm_input_gradient: batchNorm.batchNormInputGradient,
  running_average: batchNorm.runningAverage,
  map: map.map,
  channel_sum: map.channelSum,
  map_mean: mapMean,
  group_mean: groupMean,
  channel_convolution: channelConvolution.channelConvolution,
  channel_convolution_input_gradient: channelConvolution.channelConvolutionInputGradient,
  channel_convolution_filter_gradient: channelConvolution.channelConvolutionFilterGradient,
  expand: expand.expand,
  total: expand.total,
  filter_sum: filterSum,
  standardize_filters_gradient: standardizeFiltersGradient,
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
  detach,
  subsample: subsample.subsample,
  upsample_zeros: subsample.upsampleZeros,
  dropout,
  correct: loss.correct,
  loss: loss.loss,
  loss_gradient: loss.lossGradient,
};

/** Adds what computes a node's value. @throws {Error} for what has no kernel. */
export function lowerOp(node: Node, lowering: Lowering, inputs: readonly string[]): void {
  if (!Object.hasOwn(lowerings, node.op)) throw new Error(`lower-to-kernels: ${node.op} has no kernel`);
  const lower = lowerings[node.op as keyof typeof lowerings] as (
    node: Node,
    lowering: Lowering,
    inputs: readonly string[],
  ) => void;
  lower(node, lowering, inputs);
}

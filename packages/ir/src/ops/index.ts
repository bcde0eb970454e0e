import type { Each } from '../each.ts';
import { elementsPerImage, type TensorType } from '../tensor-type.ts';
import * as averagePool from './average-pool.ts';
import * as batchNorm from './batch-norm.ts';
import * as channelConvolution from './channel-convolution.ts';
import { concatenate, type Concatenate } from './concatenate.ts';
import * as conv2d from './conv2d.ts';
import type { Op, OpDeclaration } from './declaration.ts';
import * as dense from './dense.ts';
import { dropout, type Dropout } from './dropout.ts';
import * as expand from './expand.ts';
import { filterSum, type FilterSum } from './filter-sum.ts';
import * as flatten from './flatten.ts';
import * as globalAveragePool from './global-average-pool.ts';
import { groupMean, type GroupMean } from './group-mean.ts';
import * as loss from './loss.ts';
import * as map from './map.ts';
import { mapMean, type MapMean } from './map-mean.ts';
import * as maxPool from './max-pool.ts';
import * as pad from './pad.ts';
import * as padChannels from './pad-channels.ts';
import { scaleFilters, type ScaleFilters } from './scale-filters.ts';
import { sourceNames, type SourceOps } from './sources.ts';
import * as standardizeFilters from './standardize-filters.ts';
import { detach, type Detach } from './detach.ts';
import * as subsample from './subsample.ts';

/**
 * The ops whose results have a type that follows from those of their inputs. Activations are N×C×H×W, or N×C after a dense
 * layer. dy stands for the gradient of a result y.
 */
export interface InferredOps {
  conv2d: conv2d.Conv2d;
  conv2d_input_gradient: conv2d.Conv2dInputGradient;
  conv2d_filter_gradient: conv2d.Conv2dFilterGradient;
  channel_convolution: channelConvolution.ChannelConvolution;
  channel_convolution_input_gradient: channelConvolution.ChannelConvolutionInputGradient;
  channel_convolution_filter_gradient: channelConvolution.ChannelConvolutionFilterGradient;
  dense: dense.Dense;
  dense_input_gradient: dense.DenseInputGradient;
  dense_weight_gradient: dense.DenseWeightGradient;
  batch_norm: batchNorm.BatchNorm;
  batch_mean: batchNorm.BatchMean;
  batch_variance: batchNorm.BatchVariance;
  batch_normalize: batchNorm.BatchNormalize;
  batch_norm_input_gradient: batchNorm.BatchNormInputGradient;
  running_average: batchNorm.RunningAverage;
  map: map.MapOp;
  channel_sum: map.ChannelSum;
  map_mean: MapMean;
  group_mean: GroupMean;
  detach: Detach;
  expand: expand.Expand;
  total: expand.Total;
  scale_filters: ScaleFilters;
  filter_sum: FilterSum;
  standardize_filters: standardizeFilters.StandardizeFilters;
  standardize_filters_gradient: standardizeFilters.StandardizeFiltersGradient;
  concatenate: Concatenate;
  pad: pad.Pad;
  pad_gradient: pad.PadGradient;
  pad_channels: padChannels.PadChannels;
  slice_channels: padChannels.SliceChannels;
  max_pool: maxPool.MaxPool;
  max_pool_gradient: maxPool.MaxPoolGradient;
  average_pool: averagePool.AveragePool;
  average_pool_gradient: averagePool.AveragePoolGradient;
  global_average_pool: globalAveragePool.GlobalAveragePool;
  global_average_pool_gradient: globalAveragePool.GlobalAveragePoolGradient;
  flatten: flatten.Flatten;
  unflatten: flatten.Unflatten;
  subsample: subsample.Subsample;
  upsample_zeros: subsample.UpsampleZeros;
  dropout: Dropout;
  correct: loss.Correct;
  loss: loss.Loss;
  loss_gradient: loss.LossGradient;
}

/** One without a declaration is a type error here. */
const declarations: { readonly [Name in keyof InferredOps]: OpDeclaration<InferredOps[Name]> } = {
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

/** Every operation of the Graph. */
export interface Ops extends SourceOps, InferredOps {}
export type OpName = keyof Ops;
export type Inferred = keyof InferredOps;

export type OpAttributes = { readonly [Name in OpName]: Ops[Name]['attributes'] };

/** One for each input of an op. */
export type Inputs<Name extends OpName, One> = Each<Ops[Name]['inputs'], One> & readonly One[];

/** Something else for each input of an op. */
export const mapInputs = <Name extends OpName, From, To>(
  inputs: Inputs<Name, From>,
  f: (input: From, place: number) => To,
): Inputs<Name, To> => inputs.map(f) as readonly To[] as Inputs<Name, To>;

export const opNames = [...sourceNames, ...Object.keys(declarations)] as readonly OpName[];

export const isInferred = (op: string): op is Inferred => Object.hasOwn(declarations, op);

/** The declaration of any op, for whoever asks without knowing its name. */
const declarationOf = (op: Inferred): OpDeclaration<Op> => declarations[op] as unknown as OpDeclaration<Op>;

/** How many inputs an op takes. */
export const takes = (op: OpName): readonly [least: number, most: number] =>
  isInferred(op) ? declarationOf(op).takes : [0, 0];

/** Whether two of an op with equal inputs differ. */
export const draws = (op: OpName): boolean => isInferred(op) && declarationOf(op).draws === true;

/** Infers a result's type. @throws {ShapeError} where the inputs do not fit. */
export const inferType = <Name extends Inferred>(
  op: Name,
  attributes: OpAttributes[Name],
  inputs: Inputs<Name, TensorType>,
): TensorType => declarationOf(op).shape(attributes, inputs);

/** Multiply-adds per image of what makes a value, as the papers and torchvision count them. */
export const multiplyAddsOf = (op: OpName, inputs: readonly TensorType[], result: TensorType): number =>
  isInferred(op) ? (declarationOf(op).multiplyAdds?.(inputs) ?? 0) * elementsPerImage(result) : 0;

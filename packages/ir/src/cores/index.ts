import type { Operation } from '../operation.ts';
import {
  channelConvolution,
  channelFilterGradient,
  type ChannelConvolution,
  type ChannelFilterGradient,
} from './channel-convolution.ts';
import {
  convolution,
  filterGradient,
  inputGradient,
  type Convolution,
  type FilterGradient,
  type InputGradient,
} from './convolution.ts';
import { copy, upsample, type Copy, type Upsample } from './copy.ts';
import type { CoreDeclaration } from './declaration.ts';
import * as filters from './filters.ts';
import { loss, type Loss } from './loss.ts';
import { matrixProduct, type MatrixProduct } from './matrix-product.ts';
import * as pad from './pad.ts';
import * as pool from './pool.ts';
import * as reductions from './reductions.ts';
import { vector, type Vector } from './vector.ts';
import * as winograd from './winograd.ts';

/** The cores. dy is the gradient of a kernel's result y. */
export interface Cores {
  convolution: Convolution;
  input_gradient: InputGradient;
  filter_gradient: FilterGradient;
  matrix_product: MatrixProduct;
  max_pool: pool.MaxPool;
  max_pool_gradient: pool.MaxPoolGradient;
  average_pool: pool.AveragePool;
  average_pool_gradient: pool.AveragePoolGradient;
  mean: reductions.Mean;
  group_mean: reductions.GroupMean;
  spread: pool.Spread;
  copy: Copy;
  upsample: Upsample;
  pad: pad.Pad;
  pad_gradient: pad.PadGradient;
  channel_statistics: reductions.ChannelStatistics;
  channel_sums: reductions.ChannelSums;
  channel_convolution: ChannelConvolution;
  channel_filter_gradient: ChannelFilterGradient;
  vector: Vector;
  filter_sum: filters.FilterSum;
  standardize_filters_gradient: filters.StandardizeFiltersGradient;
  loss: Loss;
  winograd_input: winograd.WinogradInput;
  winograd_product: winograd.WinogradProduct;
  winograd_output: winograd.WinogradOutput;
}

/** One without a declaration is a type error here. */
export const cores: { readonly [Kind in keyof Cores]: CoreDeclaration<Cores[Kind]> } = {
  convolution,
  input_gradient: inputGradient,
  filter_gradient: filterGradient,
  matrix_product: matrixProduct,
  max_pool: pool.maxPool,
  max_pool_gradient: pool.maxPoolGradient,
  average_pool: pool.averagePool,
  average_pool_gradient: pool.averagePoolGradient,
  mean: reductions.mean,
  group_mean: reductions.groupMean,
  spread: pool.spread,
  copy,
  upsample,
  pad: pad.pad,
  pad_gradient: pad.padGradient,
  channel_statistics: reductions.channelStatistics,
  channel_sums: reductions.channelSums,
  channel_convolution: channelConvolution,
  channel_filter_gradient: channelFilterGradient,
  vector,
  filter_sum: filters.filterSum,
  standardize_filters_gradient: filters.standardizeFiltersGradient,
  loss,
  winograd_input: winograd.winogradInput,
  winograd_product: winograd.winogradProduct,
  winograd_output: winograd.winogradOutput,
};

export const coreKinds = Object.keys(cores) as readonly (keyof Cores)[];

/** The declaration of any core, for whoever asks without knowing its kind. */
export const declarationOf = ({ kind }: { readonly kind: keyof Cores }): CoreDeclaration<Operation> =>
  cores[kind] as CoreDeclaration<Operation>;

/** Cores that multiply by weights, in register tiles. */
export const isTiled = ({ kind }: { readonly kind: keyof Cores }): boolean => declarationOf({ kind }).tiled ?? false;

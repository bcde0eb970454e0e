import {
  itemOf,
  noPadding,
  viewOf,
  type Core,
  type CoreKind,
  type CoreOf,
  type Dtype,
  type Each,
  type MapShape,
  type Read,
  type Tile,
} from '@resnet-compile/ir';
import { convolve } from '../cores/convolve.ts';
import { matrixProduct } from '../cores/matrix-product.ts';
import { averagePool, maxPool, mean } from '../cores/pool.ts';
import { winogradConvolution, winogradInput, winogradOutput, winogradProduct } from '../cores/winograd.ts';
import { copyMap, featureMap, subsampled, viewed, type FeatureMap } from '../feature-map.ts';
import { mapValues, sumsPerChannel } from '../map-values.ts';
import {
  channelConvolution,
  channelConvolutionFilterGradient,
  channelConvolutionInputGradient,
} from '../cores/channel-convolution.ts';
import { groupMean } from '../cores/group-mean.ts';
import { batchMean, batchVariance } from '../cores/batch-norm.ts';
import {
  convolutionFilterGradient,
  convolutionInputGradient,
  winogradInputGradient,
} from '../cores/convolution-gradients.ts';
import { countCorrect, lossGradient, lossOf } from '../cores/loss.ts';
import { pad, padGradient } from '../cores/pad.ts';
import { averagePoolGradient, maxPoolGradient } from '../cores/pool-gradients.ts';
import { standardizedFiltersGradient } from '../cores/standardize-filters.ts';
import { sumOf, total, zeros, type Values } from '../values.ts';

/** What a core is given: its buffers, its tensors, the shape that its kernel states. */
interface Operands<
  Reads extends readonly unknown[] = readonly Read[],
  Tensors extends readonly unknown[] = readonly string[],
> {
  readonly batch: number;
  readonly shape: MapShape;
  readonly reads: Each<Reads, FeatureMap>;
  readonly tensors: Each<Tensors, Values>;
  /** As what tensors are stored that a core transforms before: those it is given as they were prepared. */
  readonly transformedType: Dtype;
  /** Of which only the algorithm counts. */
  readonly tile: Tile | undefined;
}

/** What it makes: the running value of the steps that follow, and the tensors that it computes. */
interface Made {
  readonly value?: Values;
  readonly results?: readonly Values[];
}

type RunCore<Kind extends CoreKind> = (
  core: CoreOf<Kind>,
  operands: Operands<CoreOf<Kind>['reads'], CoreOf<Kind>['tensors']>,
) => Made;

const repeated = (value: number, length: number): Values => ({
  shape: [length],
  data: new Float64Array(length).fill(value),
});
const whole = { stride: [1, 1], before: 0, after: 0 } as const;
const all = (map: FeatureMap): Values => viewed(map, whole);
/** What views show; what is repeated has the extents of the first. */
const shown = (reads: readonly Read[], maps: readonly FeatureMap[]): readonly Values[] =>
  maps.map((map, place) => viewed(map, viewOf(itemOf(reads, place)), maps[0]?.shape));
const matrix = (map: FeatureMap): Values => ({ shape: [map.batch, map.shape[0]], data: all(map).data });

/** The meaning of every core. One without a definition is a type error here. */
const runCores: { readonly [Kind in CoreKind]: RunCore<Kind> } = {
  convolution: ({ attributes }, { reads: [x], tensors: [filters], tile }) => ({
    value: tile?.winograd
      ? winogradConvolution(x, filters, attributes, tile.winograd)
      : convolve(x, filters, attributes),
  }),
  input_gradient: ({ attributes }, { batch, shape, reads: [dy], tensors: [weights], tile }) => {
    const filters = { shape: [...weights.shape, 1, 1].slice(0, 4), data: weights.data };
    return {
      value: tile?.winograd
        ? winogradInputGradient(all(dy), filters, attributes, tile.winograd)
        : convolutionInputGradient(all(dy), filters, attributes, [batch, ...shape]),
    };
  },
  filter_gradient: ({ attributes }, { reads: [dy, x] }) => ({
    results: [convolutionFilterGradient(all(dy), all(x), attributes)],
  }),
  matrix_product: (_, { reads: [x], tensors: [weights] }) => ({ value: matrixProduct(x, weights) }),
  max_pool: ({ attributes }, { reads: [x] }) => ({ value: maxPool(x, attributes) }),
  max_pool_gradient: ({ attributes }, { reads: [dy, x] }) => ({
    value: maxPoolGradient(all(dy), all(x), attributes),
  }),
  average_pool: ({ attributes }, { reads: [x] }) => ({ value: averagePool(x, attributes) }),
  average_pool_gradient: ({ attributes }, { batch, shape, reads: [dy] }) => ({
    value: averagePoolGradient(all(dy), [batch, ...shape], attributes),
  }),
  mean: ({ reads, attributes: { of } }, { reads: maps, tensors }) => ({
    value: mean(featureMap(mapValues(of, [...shown(reads, maps), ...tensors]))),
  }),
  group_mean: ({ attributes: { groups } }, { reads: [x] }) => ({ value: groupMean(all(x), groups) }),
  channel_convolution: ({ attributes: { turned } }, { reads: [x], tensors: [filter] }) => ({
    value: turned ? channelConvolutionInputGradient(all(x), filter) : channelConvolution(all(x), filter),
  }),
  channel_filter_gradient: ({ attributes: { taps } }, { reads: [dy, x] }) => ({
    results: [channelConvolutionFilterGradient(all(dy), all(x), taps)],
  }),
  spread: (_, { batch, shape: [channels, height, width], reads: [dy] }) => ({
    value: averagePoolGradient(all(dy), [batch, channels, height, width], {
      kernel: [height, width],
      stride: [1, 1],
      padding: noPadding,
      counted: noPadding,
    }),
  }),
  copy: ({ reads: [reading] }, { reads: [x], shape }) => ({ value: viewed(x, viewOf(reading), shape) }),
  upsample: ({ attributes: { stride } }, { batch, shape, reads: [dy] }) => {
    const value = zeros(batch, ...shape);
    copyMap(dy, subsampled(featureMap(value), stride));
    return { value };
  },
  pad: ({ attributes }, { batch, shape, reads: [x] }) => ({ value: pad(x, attributes, [batch, ...shape]) }),
  pad_gradient: ({ attributes }, { batch, shape, reads: [dy] }) => ({
    value: padGradient(dy, attributes, [batch, ...shape]),
  }),
  channel_statistics: (_, { reads: [x] }) => {
    const values = all(x);
    const average = batchMean(values);
    return { results: [average, batchVariance(values, average)] };
  },
  channel_sums: ({ reads, attributes: { of } }, { reads: maps, tensors }) => {
    const operands = [...shown(reads, maps), ...tensors];
    return { results: of.map((expression) => sumsPerChannel(expression, operands)) };
  },
  vector: ({ attributes: { of, count, total: sums } }, { batch, shape: [length], tensors }) => {
    const whole = tensors.map(({ shape, data }) =>
      shape[0] === length ? { shape, data } : repeated(data.at(0) ?? NaN, length),
    );
    return {
      results: of.map((expression) => {
        const values = mapValues(expression, whole, batch * count);
        return sums ? total(values) : values;
      }),
    };
  },
  filter_sum: (_, { tensors: [first, second] }) => ({ results: [sumOf(first, second)] }),
  standardize_filters_gradient: ({ attributes: { epsilon } }, { tensors: [dy, filters] }) => ({
    results: [standardizedFiltersGradient(dy, filters, epsilon)],
  }),
  loss: ({ attributes: rule }, { reads: [x, given] }) => {
    const [logits, targets] = [matrix(x), matrix(given)];
    return {
      value: lossGradient(rule, logits, targets),
      results: [lossOf(rule, logits, targets), countCorrect(logits, targets)],
    };
  },
  winograd_input: ({ attributes }, { reads: [x] }) => ({ value: winogradInput(attributes, x) }),
  winograd_product: ({ attributes }, { reads: [x], tensors: [filters], transformedType }) => ({
    value: winogradProduct(attributes, x, filters, transformedType),
  }),
  winograd_output: ({ attributes }, { reads: [x] }) => ({ value: winogradOutput(attributes, x) }),
};

/** Runs a core. */
export const runCore = (core: Core, operands: Operands): Made =>
  (runCores[core.kind] as (core: Core, operands: Operands) => Made)(core, operands);

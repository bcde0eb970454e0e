import { pointwise, type TrainingAttributes } from '@resnet-compile/ir';
import { channelRange, copyMap, featureMap, subsampled, viewed } from '../feature-map.ts';
import { countPerChannel, mapValues, sumsPerChannel } from '../map-values.ts';
import type { OpFunction } from '../ops/op-function.ts';
import { total, zeros, type Values } from '../values.ts';
import { batchMean, batchNormalize, batchVariance, inputGradient } from './batch-norm.ts';
import { convolutionFilterGradient, convolutionInputGradient } from './convolution-gradients.ts';
import { countCorrect, crossEntropy, crossEntropyGradient } from './loss.ts';
import { averagePoolGradient, maxPoolGradient } from './pool-gradients.ts';

/** The meaning of every operation of a training step. One without a definition is a type error here. */
export const trainingOps: { readonly [Op in keyof TrainingAttributes]: OpFunction<Op> } = {
  targets: (_, __, ___, { targets }) => {
    if (!targets) throw new Error('the graph has targets, none were given');
    return targets;
  },
  batch_mean: (_, [x]) => batchMean(x!),
  batch_variance: (_, [x, mean]) => batchVariance(x!, mean!),
  batch_normalize: ({ epsilon }, inputs) => batchNormalize(epsilon, inputs),
  running_average: ({ momentum, unbiased }, [old, recent, x]) =>
    mapValues(pointwise.runningAverage(momentum, unbiased), [old!, recent!], countPerChannel(x!)),
  cross_entropy: ({ labelSmoothing }, [logits, targets]) => crossEntropy(logits!, targets!, labelSmoothing),
  correct: (_, [logits, targets]) => countCorrect(logits!, targets!),
  cross_entropy_gradient: ({ labelSmoothing }, [logits, targets]) =>
    crossEntropyGradient(logits!, targets!, labelSmoothing),
  conv2d_input_gradient: (attributes, [dy, filters], shape) =>
    convolutionInputGradient(dy!, filters!, attributes, shape),
  conv2d_filter_gradient: (attributes, [dy, x]) => convolutionFilterGradient(dy!, x!, attributes),
  dense_input_gradient: (_, [dy, weights], shape) =>
    product(shape, (n, i) => sum(dy!.shape[1]!, (o) => at(dy!, n, o) * at(weights!, o, i))),
  dense_weight_gradient: (_, [dy, x], shape) =>
    product(shape, (o, i) => sum(dy!.shape[0]!, (n) => at(dy!, n, o) * at(x!, n, i))),
  channel_sum: ({ of }, inputs) => sumsPerChannel(of, inputs),
  total: (_, [x]) => total(x!),
  batch_norm_input_gradient: ({ epsilon }, inputs) => inputGradient(epsilon, inputs),
  max_pool_gradient: (window, [dy, x]) => maxPoolGradient(dy!, x!, window),
  average_pool_gradient: (window, [dy], shape) => averagePoolGradient(dy!, shape, window),
  global_average_pool_gradient: ({ size }, [dy], shape) =>
    averagePoolGradient(dy!, shape, { kernel: size, stride: [1, 1], padding: [0, 0], countIncludePad: true }),
  unflatten: (_, [x], shape) => ({ shape, data: x!.data }),
  upsample_zeros: ({ stride }, [dy], shape) => {
    const result = zeros(...shape);
    copyMap(featureMap(dy!), subsampled(featureMap(result), stride));
    return result;
  },
  slice_channels: ({ from, count }, [x]) =>
    viewed(channelRange(featureMap(x!), from, count), { stride: [1, 1], before: 0, after: 0 }),
};

const at = ({ shape, data }: Values, row: number, column: number): number => data[row * shape[1]! + column]!;
const sum = (count: number, term: (index: number) => number): number =>
  Array.from({ length: count }, (_, index) => term(index)).reduce((a, b) => a + b, 0);

function product(shape: readonly number[], element: (row: number, column: number) => number): Values {
  const columns = shape[1]!;
  const result = zeros(...shape);
  return { shape, data: result.data.map((_, index) => element(Math.floor(index / columns), index % columns)) };
}

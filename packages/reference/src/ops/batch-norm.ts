import { pointwise } from '@resnet-compile/ir';
import * as cores from '../cores/batch-norm.ts';
import { countPerChannel, mapValues } from '../map-values.ts';
import { mapChannels } from '../values.ts';
import type { OpFunction } from './op-function.ts';

/** With the running statistics (Ioffe and Szegedy 2015, algorithm 2). */
export const batchNorm: OpFunction<'batch_norm'> = (attributes, [x, gamma, beta, mean, variance], shape, run) =>
  batchNormalize(attributes, [x, mean, variance, gamma, beta], shape, run);

export const batchMean: OpFunction<'batch_mean'> = (_, [x]) => cores.batchMean(x);
export const batchVariance: OpFunction<'batch_variance'> = (_, [x, mean]) => cores.batchVariance(x, mean);

/** γ·x̂ + β with x̂ = (x − mean)/√(variance + ε) (Ioffe and Szegedy 2015, algorithm 1). */
export const batchNormalize: OpFunction<'batch_normalize'> = ({ epsilon }, [x, mean, variance, gamma, beta]) =>
  mapChannels(
    x,
    (value, c) => ((value - mean.data[c]!) / Math.sqrt(variance.data[c]! + epsilon)) * gamma.data[c]! + beta.data[c]!,
  );

export const runningAverage: OpFunction<'running_average'> = ({ momentum, unbiased }, [old, recent, x]) =>
  mapValues(pointwise.runningAverage(momentum, unbiased), [old, recent], countPerChannel(x));

/** γ/√(variance + ε) · (dy − Σdy/M − x̂·Σ(dy·x̂)/M); `product`: Σ dy·(x − mean). */
export const batchNormInputGradient: OpFunction<'batch_norm_input_gradient'> = (
  { epsilon },
  [dy, x, mean, variance, gamma, product, sum],
) => {
  const count = countPerChannel(dy);
  return mapChannels(dy, (value, c, index) => {
    const deviation = Math.sqrt(variance.data[c]! + epsilon);
    const normalized = (x.data[index]! - mean.data[c]!) / deviation;
    return (
      (gamma.data[c]! / deviation) *
      (value - sum.data[c]! / count - (normalized * product.data[c]!) / deviation / count)
    );
  });
};

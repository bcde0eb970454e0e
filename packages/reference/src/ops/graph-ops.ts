import { pointwise, type OpName } from '@resnet-compile/ir';
import { convolve } from '../cores/convolve.ts';
import { matrixProduct } from '../cores/matrix-product.ts';
import { averagePool, maxPool, mean } from '../cores/pool.ts';
import { channelRange, copyMap, featureMap, viewed } from '../feature-map.ts';
import { mapValues } from '../map-values.ts';
import { expectImages } from '../run-inputs.ts';
import { batchNormalize } from '../training/batch-norm.ts';
import { dropOut } from '../training/dropout.ts';
import { trainingOps } from '../training/training-ops.ts';
import { zeros } from '../values.ts';
import type { OpFunction } from './op-function.ts';
import { prepareOps } from './prepare-ops.ts';

/** The meaning of every operation of the Graph, at inference. One without a definition is a type error here. */
export const graphOps: { readonly [Op in OpName]: OpFunction<Op> } = {
  ...prepareOps,
  ...trainingOps,
  input: (_, __, shape, { images }) => {
    expectImages(images, shape.slice(1));
    return images;
  },
  conv2d: (window, [x, filters, bias]) => {
    const result = convolve(featureMap(x!), filters!, window);
    return bias ? mapValues(pointwise.sum, [result, bias]) : result;
  },
  dense: (_, [x, weights, bias]) => {
    const result = matrixProduct(featureMap(x!), weights!);
    return bias ? mapValues(pointwise.sum, [result, bias]) : result;
  },
  // Ioffe and Szegedy 2015, algorithm 2: with the running statistics.
  batch_norm: ({ epsilon }, [x, gamma, beta, mean, variance]) =>
    batchNormalize(epsilon, [x!, mean!, variance!, gamma!, beta!]),
  concatenate: (_, inputs, shape) => {
    const result = zeros(...shape);
    let from = 0;
    for (const input of inputs) {
      const map = featureMap(input);
      copyMap(map, channelRange(featureMap(result), from, map.shape[0]));
      from += map.shape[0];
    }
    return result;
  },
  max_pool: (window, [x]) => maxPool(featureMap(x!), window),
  average_pool: (window, [x]) => averagePool(featureMap(x!), window),
  global_average_pool: (_, [x]) => mean(featureMap(x!)),
  flatten: (_, [x], shape) => ({ shape, data: x!.data }),
  // Inverted dropout scales at training time, so that inference is the identity.
  dropout: (attributes, [x], _, { randomness }) => (randomness ? dropOut(x!, attributes, randomness) : x!),
  subsample: ({ stride }, [x]) => viewed(featureMap(x!), { stride, before: 0, after: 0 }),
  pad_channels: ({ before, after }, [x]) => viewed(featureMap(x!), { stride: [1, 1], before, after }),
};

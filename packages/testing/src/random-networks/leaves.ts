import {
  batchNorm,
  channelConv,
  dense,
  dropout,
  evoNormS0,
  filterResponseNorm,
  flatten,
  globalAveragePool,
  groupNorm,
  identity,
  instanceNorm,
  layerNorm,
  normalize,
  padChannels,
  prelu,
  scale,
  stochasticDepth,
} from '@resnet-compile/dsl';
import { someActivation } from './activations.ts';
import { divisors, isPixel, isVector, same, sameMap, someChannels, withChannels, type Grow } from './grown.ts';

export const growActivation = same(({ random }) => someActivation(random));
export const growIdentity = same(() => identity());
export const growScale = same(({ random }) => scale(random.pick([0.5, 1, -1.5, 0]), { trained: random.chance(0.5) }));
export const growPRelu = same(({ random }) =>
  prelu({ initial: random.pick([0.25, 0, -0.5]), perChannel: random.chance(0.5) }),
);
export const growDropout = same(({ random }) =>
  random.chance(0.5) ? dropout(random.pick([0.5, 0.1, 0])) : stochasticDepth(random.pick([0.5, 0.2])),
);

export const growBatchNorm = same(({ random }) =>
  random.chance(0.7) ? batchNorm() : batchNorm({ epsilon: 1e-3, momentum: random.pick([0.01, 0.5, 1]) }),
);
export const growGroupNorm = same(({ random }, [channels]) =>
  random.pick([
    () => groupNorm({ groups: random.pick(divisors(channels)), epsilon: random.pick([1e-5, 1e-3]) }),
    () => layerNorm(),
    () => instanceNorm(),
  ])(),
);
export const growFilterResponseNorm = sameMap(({ random }) =>
  filterResponseNorm({ epsilon: random.pick([1e-5, 1e-2]) }),
);
export const growEvoNormS0 = sameMap(({ random }, [channels]) =>
  evoNormS0({ groups: random.pick(divisors(channels)), epsilon: random.pick([1e-5, 1e-2]) }),
);

export const growNormalize = sameMap((_, [channels]) =>
  normalize({
    mean: Array.from({ length: channels }, (__, index) => (index % 5) / 4),
    std: Array.from({ length: channels }, (__, index) => 1 + (index % 3) / 4),
  }),
);

export const growChannelConv: Grow = ({ random }, shape) =>
  isPixel(shape) ? { layer: channelConv({ kernel: random.pick([1, 3, 5]) }), shape } : undefined;

export const growGlobalAveragePool: Grow = ({ keepsSize }, shape) =>
  isVector(shape) || (keepsSize && !isPixel(shape))
    ? undefined
    : { layer: globalAveragePool(), shape: [shape[0], 1, 1] };

export const growFlatten: Grow = ({ keepsSize }, shape) =>
  isVector(shape) || (isPixel(shape) && !keepsSize) ? { layer: flatten(), shape: [shape[0]] } : undefined;

export const growDense: Grow = (growth, shape) => {
  if (!isVector(shape) && (!isPixel(shape) || growth.keepsSize)) return undefined;
  const features = someChannels(growth);
  return { layer: dense(features, { bias: growth.random.chance(0.7) }), shape: [features] };
};

export const growPadChannels: Grow = ({ random }, shape) => {
  const [before, after] = [random.integer(0, 2), random.integer(0, 3)];
  return isVector(shape)
    ? undefined
    : { layer: padChannels({ before, after }), shape: withChannels(shape, before + shape[0] + after) };
};

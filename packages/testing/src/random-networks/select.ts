import { conv, globalAveragePool, select, type Pair } from '@resnet-compile/dsl';
import { someActivation } from './activations.ts';
import { chainTo, inOne } from './chain.ts';
import { divisors, isVector, someChannels, strided, withChannels, type Grow } from './grown.ts';
import { sharesOf } from './shares.ts';

/** Branches of one shape, and a squeeze of their sum that weighs them. */
export const growSelect: Grow = (growth, shape) => {
  if (isVector(shape)) return undefined;
  const { random, keepsSize } = growth;
  const stride: Pair = keepsSize || random.chance(0.7) ? [1, 1] : [2, 2];
  const channels = random.chance(0.5) ? shape[0] : someChannels(growth);
  const { shares, parts } = random.chance(0.4)
    ? sharesOf(random, shape[0], 3)
    : { shares: undefined, parts: Array.from({ length: random.integer(1, 3) }, () => shape[0]) };
  const branches = parts.map((part) =>
    inOne(growth, chainTo(growth, withChannels(shape, part), stride, channels).layers),
  );
  const groups = random.pick(divisors(channels));
  return {
    layer: select({
      branches,
      weights: {
        squeeze: globalAveragePool(),
        ...(random.chance(0.5) ? { reduce: conv(random.integer(1, 4)), act: someActivation(random) } : {}),
        excite: conv(parts.length * channels, { bias: random.chance(0.5) }),
      },
      ...(shares ? { reads: 'parts' as const, shares } : {}),
      ...(groups === 1 ? {} : { groups }),
    }),
    shape: withChannels(strided(shape, stride), channels),
  };
};

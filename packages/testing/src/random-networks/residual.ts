import { globalAveragePool, residual, sigmoid, type GateOptions, type Pair } from '@resnet-compile/dsl';
import { someActivation } from './activations.ts';
import { chain, chainTo, namedLayers } from './chain.ts';
import { isSame, isVector, someChannels, strided, type Grow, type Growth, type Shape } from './grown.ts';

/** A residual whose parts have names of their own, since they share that of the block. */
export const growResidual: Grow = (growth, shape) => {
  const { random, keepsSize } = growth;
  const stride: Pair =
    keepsSize || isVector(shape) || random.chance(0.6)
      ? [1, 1]
      : random.pick([
          [2, 2],
          [2, 1],
          [1, 3],
        ] as const);
  const channels = random.chance(0.6) ? shape[0] : someChannels(growth);
  const preactivation = random.chance(0.3)
    ? chain({ ...growth, depth: 0, keepsSize: true }, shape, random.integer(1, 2))
    : undefined;
  const entering = preactivation?.shape ?? shape;
  const body = chainTo(growth, entering, stride, channels);
  const left = [channels, ...strided(shape, stride).slice(1)] as const;
  const shortcut = isSame(left, shape) && random.chance(0.7) ? undefined : chainTo(growth, entering, stride, channels);
  return {
    layer: residual({
      body: random.chance(0.5) ? body.layers : namedLayers(body.layers),
      ...(preactivation ? { preactivation: namedLayers(preactivation.layers, 'pre-') } : {}),
      ...(shortcut ? { shortcut: shortcut.layers } : {}),
      ...(random.chance(0.2) ? { gate: gateFor(growth, entering, stride, channels) } : {}),
      ...(random.chance(0.5) ? { activation: someActivation(random) } : {}),
    }),
    shape: left,
  };
};

/** To the sum's shape, to one channel, or to one pixel. */
function gateFor(growth: Growth, from: Shape, stride: Pair, channels: number): GateOptions {
  const { random } = growth;
  const { layers, shape } = chainTo(growth, from, stride, random.chance(0.3) ? 1 : channels);
  const pooled = !isVector(shape) && random.chance(0.3) ? [globalAveragePool()] : [];
  return { layers: [...layers, ...pooled, sigmoid()], of: random.pick(['exclusive', 'shortcut-only'] as const) };
}

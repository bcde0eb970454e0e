import {
  conv,
  elu,
  gelu,
  globalAveragePool,
  dense,
  hardSigmoid,
  hardSwish,
  leakyRelu,
  mish,
  network,
  prelu,
  relu6,
  scale,
  sigmoid,
  silu,
  softplus,
  tanh,
  type Layer,
} from '@resnet-compile/dsl';
import { describe, it } from 'vitest';
import { graphOfLayers, schedule } from './engine.ts';
import { expectReference } from './expect-reference.ts';
import { expectTrainingReference } from './expect-training-reference.ts';

const layers: Readonly<Record<string, () => Layer>> = {
  leakyRelu,
  steep: () => leakyRelu({ slope: 1.5 }),
  relu6,
  elu,
  'elu with alpha': () => elu({ alpha: 1.7 }),
  silu,
  gelu,
  'gelu by tanh': () => gelu({ approximate: 'tanh' }),
  hardSwish,
  hardSigmoid,
  mish,
  tanh,
  sigmoid,
  softplus,
  prelu,
  'prelu per channel': () => prelu({ perChannel: true }),
  scale: () => scale(0.5),
  'scale, trained': () => scale(0.5, { trained: true }),
};

describe.each(Object.entries(layers))('%s', (_, layer) => {
  it.each([
    [1, 1],
    [7, 9],
  ] as const)('of maps of %d×%d', (height, width) =>
    expectReference(schedule(graphOfLayers([5, height, width], [layer(), conv(7, { bias: true }), layer()]))),
  );
  it('its gradient', () =>
    expectTrainingReference(
      network({ input: [3, 7, 9] }, [
        conv(5, { kernel: 3, bias: true }),
        layer(),
        conv(7, { kernel: 3 }),
        layer(),
        globalAveragePool(),
        dense(4),
      ]),
    ));
});

import {
  conv,
  dense,
  globalAveragePool,
  identity,
  network,
  product,
  relu,
  residual,
  sequential,
  sigmoid,
  type Layer,
} from '@resnet-compile/dsl';
import { describe, it } from 'vitest';
import { graphOfLayers, schedule } from './engine.ts';
import { expectReference } from './expect-reference.ts';
import { expectTrainingReference } from './expect-training-reference.ts';

const gates: Readonly<Record<string, (channels: number) => Layer>> = {
  'of its own shape': (channels) => sequential([conv(channels, { bias: true }), sigmoid()]),
  'of one pixel': (channels) => sequential([globalAveragePool(), conv(channels, { bias: true }), sigmoid()]),
  'of one channel': () => sequential([conv(1, { kernel: 3, bias: true }), sigmoid()]),
  'of one number': () => sequential([globalAveragePool(), conv(1, { bias: true }), sigmoid()]),
};

describe.each(Object.entries(gates))('a gate %s', (_, gate) => {
  it.each([
    [1, 1, 5],
    [7, 9, 5],
    [4, 3, 8],
  ] as const)('on maps of %d×%d, %d channels', (height, width, channels) =>
    expectReference(
      schedule(
        graphOfLayers(
          [3, height, width],
          [conv(channels, { kernel: 3 }), relu(), product([identity(), gate(channels)]), relu()],
        ),
      ),
    ),
  );
  it('before the identity', () =>
    expectReference(schedule(graphOfLayers([5, 7, 9], [product([gate(5), identity(), gate(5)])]))));
  it('its gradients', () =>
    expectTrainingReference(
      network({ input: [3, 7, 9] }, [
        conv(5, { kernel: 3, bias: true }),
        residual({ body: [conv(5, { kernel: 3 }), product([identity(), gate(5)])], activation: relu() }),
        product([gate(5), conv(6)].slice(0, 1)),
        conv(4, { kernel: 3 }),
        globalAveragePool(),
        dense(4),
      ]),
    ));
});

describe('two that are both repeated', () => {
  const both = product({ ofChannels: gates['of one pixel']!(5), ofPixels: gates['of one channel']!(5) });
  it('forward', () => expectReference(schedule(graphOfLayers([5, 7, 9], [conv(5), both]))));
  it('backward', () =>
    expectTrainingReference(
      network({ input: [5, 7, 9] }, [conv(5), both, conv(4, { kernel: 3 }), relu(), globalAveragePool(), dense(3)]),
    ));
});

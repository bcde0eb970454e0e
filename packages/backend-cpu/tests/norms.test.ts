import {
  channelConv,
  batchNorm,
  conv,
  dense,
  evoNormS0,
  filterResponseNorm,
  flatten,
  globalAveragePool,
  groupNorm,
  identity,
  instanceNorm,
  layerNorm,
  network,
  product,
  relu,
  residual,
  sequential,
  sigmoid,
  type InputShape,
  type Layer,
} from '@resnet-compile/dsl';
import { describe, expect, it } from 'vitest';
import { graphOf, graphOfLayers, schedule } from './engine.ts';
import { expectReference } from './expect-reference.ts';
import { expectTrainingReference } from './expect-training-reference.ts';

const eca = (kernel: number): Layer =>
  product([identity(), sequential([globalAveragePool(), channelConv({ kernel }), sigmoid()])]);

describe('as in the reference', () => {
  it.each<readonly [string, InputShape, readonly Layer[]]>([
    ['groups of 2 of 6 channels', [3, 7, 9], [conv(6, { kernel: 3 }), groupNorm({ groups: 3 }), relu()]],
    ['groups of 12 of 36 channels', [3, 7, 9], [conv(36), groupNorm({ groups: 3 })]],
    ['all of 23 channels', [3, 5, 4], [conv(23), layerNorm({ epsilon: 1e-3 })]],
    ['maps of one pixel, groups of 5', [5, 1, 1], [conv(20), groupNorm({ groups: 4 }), conv(3)]],
    ['each of 19 channels', [3, 7, 9], [conv(19), instanceNorm()]],
    ['filter response norm', [3, 7, 9], [conv(7), filterResponseNorm()]],
    ['EvoNorm-S0', [3, 7, 9], [conv(10), evoNormS0({ groups: 5 })]],
    ['at the end of a block', [6, 7, 9], [residual({ body: [conv(6), groupNorm({ groups: 2 })], activation: relu() })]],
    ['a gate along 17 channels', [3, 7, 9], [conv(17), eca(5)]],
    ['a gate along 2 channels, longer than they', [2, 3, 3], [eca(7)]],
  ])('%s', (_, input, layers) => expectReference(schedule(graphOfLayers(input, layers))));
  it('rows', () =>
    expectReference(
      schedule(graphOf(network({ input: [13, 1, 1] }, [flatten(), groupNorm({ groups: 1 }), dense(6), batchNorm()]))),
    ));
  it('channels that threads share', () =>
    expectReference(schedule(graphOfLayers([3, 8, 8], [conv(320), groupNorm({ groups: 10 })])), ['fused']));
});

describe('gradients', () => {
  it.each<readonly [string, readonly Layer[]]>([
    ['group norm', [conv(6, { kernel: 3 }), groupNorm({ groups: 3 }), relu()]],
    ['layer and instance norm', [conv(5), layerNorm(), relu(), conv(7), instanceNorm(), relu()]],
    ['filter response norm and EvoNorm-S0', [conv(7), filterResponseNorm(), conv(6), evoNormS0({ groups: 2 })]],
    ['a gate along the channels', [conv(17), relu(), eca(5)]],
  ])('%s', (_, layers) =>
    expectTrainingReference(network({ input: [3, 7, 9] }, [...layers, globalAveragePool(), dense(4)])),
  );
  it('batch norm of rows', () =>
    expectTrainingReference(
      network({ input: [3, 7, 9] }, [
        globalAveragePool(),
        flatten(),
        dense(6, { bias: false }),
        batchNorm(),
        relu(),
        dense(4),
      ]),
      // Of one value there is no variance.
      { batches: [2, 5] },
    ));
});

it('a convolution along the channels is one kernel, and what follows its end', () => {
  const { kernels } = schedule(graphOfLayers([3, 7, 9], [conv(17), eca(5)]));
  expect(kernels.map(({ core }) => core.kind)).toEqual(['convolution', 'mean', 'channel_convolution', 'copy']);
});

import {
  channelConv,
  batchNorm,
  conv,
  dense,
  evoNormS0,
  filterResponseNorm,
  globalAveragePool,
  groupNorm,
  identity,
  layerNorm,
  maxPool,
  network,
  product,
  sequential,
  sigmoid,
  type Layer,
} from '@resnet-compile/dsl';
import { test } from 'vitest';
import { compileForWebGpu, expectAsReference } from './on-device.ts';
import { expectTrainingReference } from './expect-training-reference.ts';

const eca = (kernel: number): Layer =>
  product([identity(), sequential([globalAveragePool(), channelConv({ kernel }), sigmoid()])]);

/** Maps that a workgroup sums up, and smaller ones; groups of whole vectors of channels, and others. */
test('on a GPU', () =>
  expectAsReference(
    compileForWebGpu(
      network({ input: [3, 13, 11] }, [
        conv(16, { kernel: 3 }),
        evoNormS0({ groups: 2 }),
        maxPool({ kernel: 2 }),
        conv(7),
        layerNorm(),
        filterResponseNorm(),
        eca(5),
        globalAveragePool(),
        dense(6),
        batchNorm(),
        groupNorm({ groups: 3 }),
      ]),
    ),
  ));

test('gradients', () =>
  expectTrainingReference(
    network({ input: [3, 7, 9] }, [
      conv(8),
      evoNormS0({ groups: 2 }),
      conv(6),
      groupNorm({ groups: 3 }),
      eca(3),
      filterResponseNorm(),
      globalAveragePool(),
      dense(6, { bias: false }),
      batchNorm(),
      dense(4),
    ]),
    // Of one value there is no variance, and of few it rounds away.
    { batches: [8, 5] },
  ));

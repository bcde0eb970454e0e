import {
  averagePool,
  concatenate,
  conv,
  dense,
  flatten,
  globalAveragePool,
  maxPool,
  network,
  pad,
  relu,
  type Layer,
} from '@resnet-compile/dsl';
import { it } from 'vitest';
import { webgpuTrainingTarget } from '../src/index.ts';
import { expectTrainingReference } from './expect-training-reference.ts';
import { compileForWebGpu, expectAsReference } from './on-device.ts';

// Few networks, each with several odd shapes, since SwiftShader takes long to compile their kernels.

const conv3 = (channels: number, options: object = {}): Layer => conv(channels, { kernel: 3, ...options });

/** Branches of one size: maps of 9×13 become 5×7. */
const branches = concatenate([
  conv3(5, { dilation: [2, 3], stride: 2 }),
  conv3(8, { padding: [0, 2, 2, 0], stride: 2 }),
  conv(3, { kernel: 4, stride: 2, padding: 'same' }),
  maxPool({ kernel: [2, 3], stride: 2, ceilMode: true, padding: [0, 1] }),
  averagePool({ kernel: [2, 3], stride: 2, ceilMode: true, padding: [1, 0, 0, 1] }),
]);
const reflected = pad([3, 1, 2, 4], { mode: 'reflection' });
/** Not before a convolution, which would pad by itself. */
const zeros = [pad([1, 0, 0, 2]), maxPool({ kernel: [2, 3], stride: 1 })];
/** Strides that share a divisor with dilation, and such that do not; of one group, and of several. */
const dilated = [
  conv(8, { kernel: 3, stride: [2, 3], dilation: [4, 2], padding: 2 }),
  conv(6, { kernel: [3, 2], dilation: 2, groups: 2 }),
];

it('forward', () => {
  const weighed = [conv(5, { kernel: [3, 4], padding: 0 }), flatten()];
  const layers = [branches, relu(), reflected, ...dilated, ...zeros, ...weighed];
  return expectAsReference(compileForWebGpu(network({ input: [3, 9, 13] }, layers)));
});

it.each([
  ['windows', [conv3(4), branches]],
  ['pads and dilation', [conv(5), reflected, ...dilated, ...zeros]],
] as const)('gradients of %s', (_, layers) =>
  expectTrainingReference(
    network({ input: [3, 9, 13] }, [...layers, conv3(4), relu(), globalAveragePool(), dense(5)]),
    { batches: [3] },
  ),
);

it('gradients of filters through the memory of workgroups', () =>
  expectTrainingReference(
    network({ input: [3, 9, 13] }, [
      conv(8, { kernel: [3, 2], dilation: 2, stride: [2, 1] }),
      relu(),
      globalAveragePool(),
      dense(5),
    ]),
    { target: webgpuTrainingTarget, batches: [3] },
  ));

import {
  averagePool,
  conv,
  dense,
  flatten,
  globalAveragePool,
  maxPool,
  network,
  pad,
  relu,
  type InputShape,
  type Layer,
} from '@resnet-compile/dsl';
import { describe, it } from 'vitest';
import { graphOfLayers, schedule } from './engine.ts';
import { expectReference } from './expect-reference.ts';
import { expectTrainingReference } from './expect-training-reference.ts';

/** Odd sizes, channels that fill no vector. */
const maps: readonly InputShape[] = [
  [5, 7, 9],
  [3, 13, 5],
];

/** One for each way that taps, padding and windows may lie; of five channels or of as many groups as they have. */
const layers: Readonly<Record<string, readonly Layer[]>> = {
  'dilation of 2': [conv(5, { kernel: 3, dilation: 2 })],
  'dilation of 3 down, with strides that share no divisor': [conv(7, { kernel: 3, dilation: [3, 2], stride: [2, 3] })],
  'dilation and strides that share a divisor': [conv(5, { kernel: [3, 2], dilation: [2, 4], stride: [4, 2] })],
  'dilation of one row': [conv(6, { kernel: [1, 3], dilation: [2, 3] })],
  'dilation by groups': [conv(4), conv(8, { kernel: 3, dilation: 2, groups: 2, stride: 2 })],
  'dilation of each channel': [conv(5), conv(5, { kernel: 3, dilation: [2, 1], groups: 5 })],
  'padding of one side': [conv(5, { kernel: [3, 2], padding: [2, 0, 0, 1], stride: [1, 2] })],
  'padding behind the map, without strides': [conv(8), conv(8, { kernel: 3, padding: [0, 2, 1, 0] })],
  'more behind than before': [conv(5, { kernel: [5, 3], stride: 2, padding: 'same' })],
  'an even window as TensorFlow pads it': [conv(5, { kernel: 4, dilation: [1, 2], padding: 'same' })],
  'maxima of ceiled windows': [
    maxPool({ kernel: 3, stride: 2, ceilMode: true }),
    maxPool({ kernel: 2, ceilMode: true }),
  ],
  'maxima padded on one side': [maxPool({ kernel: [3, 2], stride: [2, 1], padding: [1, 1, 0, 0] })],
  'maxima as TensorFlow pads them': [maxPool({ kernel: 3, stride: 2, padding: 'same' })],
  'means of ceiled windows': [averagePool({ kernel: [2, 4], stride: 3, padding: [0, 2], ceilMode: true })],
  'means of ceiled windows, without padding': [
    averagePool({ kernel: 3, stride: 2, padding: [1, 0, 0, 1], ceilMode: true, countIncludePad: false }),
  ],
  'zeros on some sides': [pad([1, 0, 2, 3])],
  'zeros, and a maximum that sees them': [conv(5), pad(1), maxPool({ kernel: 3, stride: 2 })],
  'a reflection': [conv(5), pad([1, 2, 3, 4], { mode: 'reflection' })],
  'a reflection of both ends onto the same pixels': [pad([6, 4, 5, 3], { mode: 'reflection' })],
};

describe.each(Object.entries(layers))('%s', (_, layers) => {
  it('forward', async () => {
    for (const input of maps) await expectReference(schedule(graphOfLayers(input, [...layers, relu()])));
  });
  it('gradients', async () => {
    for (const input of maps) {
      const body = [conv(5, { kernel: 3 }), ...layers, conv(4, { kernel: 3 }), relu(), globalAveragePool(), flatten()];
      await expectTrainingReference(network({ input }, [...body, dense(3)]), { batches: [2] });
    }
  });
});

import { inferType, tensorType } from '@resnet-compile/ir';
import { extentsOf, ofSameShape, standIn, unknown } from '../partial-shape.ts';
import type { LayerRule } from './layer-rule.ts';

export const channelConv: LayerRule<'channelConv'> = {
  build: ({ kernel }, x, { add, parameter }) =>
    // PyTorch's Conv1d begins as U(±1/√k), and timm leaves it so.
    add('channel_convolution', {}, [x, parameter('weight', [1, 1, kernel], { distribution: 'uniform', fan: 'in' })]),
  mistaken: ofSameShape,
  behindMistake: ({ kernel }, x) => {
    const [, ...map] = extentsOf(x);
    if (!map.some(Number.isNaN))
      inferType('channel_convolution', {}, [tensorType('N', 1, ...map), tensorType(1, 1, kernel)]);
    return standIn(extentsOf(x)[0] ?? unknown, 1, 1);
  },
};

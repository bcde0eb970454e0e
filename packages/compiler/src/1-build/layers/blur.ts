import { inferType, tensorType, type ConvolutionAttributes, type PadAttributes } from '@resnet-compile/ir';
import { extentsOf, ofUnknownMap, standIn, unknown } from '../partial-shape.ts';
import { channelsOf, type LayerRule } from './layer-rule.ts';

/** (1 2 1)ᵀ(1 2 1)/16: exact in float16, too. */
const filter = [1, 2, 1, 2, 4, 2, 1, 2, 1].map((value) => value / 16);

const mirrored: PadAttributes = { sides: [1, 1, 1, 1], mode: 'reflection' };
const attributesOf = (stride: ConvolutionAttributes['stride'], groups: number): ConvolutionAttributes => ({
  stride,
  padding: [0, 0, 0, 0],
  dilation: [1, 1],
  groups,
});

export const blur: LayerRule<'blur'> = {
  build: ({ stride }, x, { add, constant }) => {
    const channels = channelsOf(x);
    const filters = constant(filter, [channels, 1, 3, 3]);
    return add('conv2d', attributesOf(stride, channels), [add('pad', mirrored, [x]), filters]);
  },
  mistaken: ofUnknownMap,
  behindMistake: ({ stride }, x) => {
    const [channels = unknown, ...map] = extentsOf(inferType('pad', mirrored, [x.type]));
    const one = inferType('conv2d', attributesOf(stride, 1), [tensorType('N', 1, ...map), tensorType(1, 1, 3, 3)]);
    return standIn(channels, ...extentsOf(one).slice(1));
  },
};

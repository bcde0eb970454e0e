import type { ConvLayer } from '@resnet-compile/dsl';
import { inferType, tensorType, type ConvolutionAttributes, type Node } from '@resnet-compile/ir';
import { extentsOf, isMistaken, standIn, unknown } from '../partial-shape.ts';
import { channelsOf, type LayerRule } from './layer-rule.ts';
import { paddingOf } from './padding-of.ts';

const attributesOf = (layer: ConvLayer, x: Node): ConvolutionAttributes => {
  const { stride, dilation, groups } = layer;
  return { stride, padding: paddingOf(layer, x), dilation, groups };
};

export const conv: LayerRule<'conv'> = {
  build: (layer, x, { add, parameter, filters }) => {
    const { channels, kernel, groups, bias, initialBias, weightStandardization } = layer;
    const own = parameter('weight', [channels, Math.floor(channelsOf(x) / groups), ...kernel], filters);
    const weight = weightStandardization ? add('standardize_filters', weightStandardization, [own]) : own;
    const attributes = attributesOf(layer, x);
    return bias
      ? add('conv2d', attributes, [x, weight, parameter('bias', [channels], initialBias)])
      : add('conv2d', attributes, [x, weight]);
  },
  mistaken: (layer) => standIn(isMistaken(layer, 'channels') ? unknown : layer.channels, unknown, unknown),
  behindMistake: (layer, x) => {
    const { channels, kernel, groups: declared } = layer;
    const [known = unknown, ...map] = extentsOf(x);
    const [from, groups] = Number.isNaN(known) ? [1, 1] : [known, declared];
    const filters = tensorType(channels, Math.floor(from / groups), ...kernel);
    const attributes = { ...attributesOf(layer, x), groups };
    return standIn(...extentsOf(inferType('conv2d', attributes, [tensorType('N', from, ...map), filters])));
  },
};

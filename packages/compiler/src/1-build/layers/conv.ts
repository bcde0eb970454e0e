import { inferType, tensorType } from '@resnet-compile/ir';
import { extentsOf, isMistaken, standIn, unknown } from '../partial-shape.ts';
import { channelsOf, type LayerRule } from './layer-rule.ts';

export const conv: LayerRule<'conv'> = {
  build: (
    { channels, kernel, stride, padding, groups, bias, weightStandardization },
    x,
    { add, parameter, filters },
  ) => {
    const own = parameter('weight', [channels, Math.floor(channelsOf(x) / groups), ...kernel], filters);
    const weight = weightStandardization ? add('standardize_filters', weightStandardization, [own]) : own;
    const ofWindow = { stride, padding, groups };
    return bias
      ? add('conv2d', ofWindow, [x, weight, parameter('bias', [channels])])
      : add('conv2d', ofWindow, [x, weight]);
  },
  mistaken: (layer) => standIn(isMistaken(layer, 'channels') ? unknown : layer.channels, unknown, unknown),
  behindMistake: ({ channels, kernel, stride, padding, groups: declared }, x) => {
    const [known = unknown, ...map] = extentsOf(x);
    const [from, groups] = Number.isNaN(known) ? [1, 1] : [known, declared];
    const filters = tensorType(channels, Math.floor(from / groups), ...kernel);
    return standIn(
      ...extentsOf(inferType('conv2d', { stride, padding, groups }, [tensorType('N', from, ...map), filters])),
    );
  },
};

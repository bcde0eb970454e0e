import { inferType, tensorType, type Node } from '@resnet-compile/ir';
import { extentsOf, isMistaken, standIn, unknown, unknownValue } from '../partial-shape.ts';
import { channelsOf, type LayerRule, type Site } from './layer-rule.ts';

export const dense: LayerRule<'dense'> = {
  build: ({ features, bias }, x, site) => {
    const weights = site.parameter('weight', [features, channelsOf(x)], { distribution: 'uniform', fan: 'in' });
    const rows = flat(x, site);
    return bias
      ? site.add('dense', {}, [rows, weights, site.parameter('bias', [features])])
      : site.add('dense', {}, [rows, weights]);
  },
  mistaken: (layer) =>
    !layer.problems.length ? unknownValue() : standIn(isMistaken(layer, 'features') ? unknown : layer.features),
  behindMistake: ({ features }, x) => {
    const [, ...map] = extentsOf(x);
    if (!map.some(Number.isNaN)) inferType('dense', {}, [tensorType('N', 1, ...map), tensorType(features, 1)]);
    return standIn(features);
  },
};

/** N×C×1×1 is taken as well; what is larger is the dense layer's own error. */
function flat(x: Node, { add }: Site): Node {
  const map = x.type.shape.slice(2);
  return map.length && map.every((extent) => extent === 1) ? add('flatten', {}, [x]) : x;
}

import { inferType } from '@resnet-compile/ir';
import { extentsOf, standIn, unknown } from '../partial-shape.ts';
import type { LayerRule } from './layer-rule.ts';

export const flatten: LayerRule<'flatten'> = {
  build: (_, x, { add }) => add('flatten', {}, [x]),
  behindMistake: (_, x) => {
    const [channels = unknown, ...map] = extentsOf(x);
    return map.some(Number.isNaN) ? standIn(channels) : standIn(...extentsOf(inferType('flatten', {}, [x.type])));
  },
};

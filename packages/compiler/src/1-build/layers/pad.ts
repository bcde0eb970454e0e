import { inferType } from '@resnet-compile/ir';
import { extentsOf, ofUnknownMap, standIn } from '../partial-shape.ts';
import type { LayerRule } from './layer-rule.ts';

export const pad: LayerRule<'pad'> = {
  build: ({ sides, mode }, x, { add }) => add('pad', { sides, mode }, [x]),
  mistaken: ofUnknownMap,
  behindMistake: ({ sides, mode }, x) => standIn(...extentsOf(inferType('pad', { sides, mode }, [x.type]))),
};

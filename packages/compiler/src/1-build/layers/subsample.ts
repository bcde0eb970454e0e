import { inferType } from '@resnet-compile/ir';
import { extentsOf, ofUnknownMap, standIn } from '../partial-shape.ts';
import type { LayerRule } from './layer-rule.ts';

export const subsample: LayerRule<'subsample'> = {
  build: ({ stride }, x, { add }) => add('subsample', { stride }, [x]),
  mistaken: ofUnknownMap,
  behindMistake: ({ stride }, x) => standIn(...extentsOf(inferType('subsample', { stride }, [x.type]))),
};

import { inferType } from '@resnet-compile/ir';
import { extentsOf, standIn, unknown, unknownValue } from '../partial-shape.ts';
import type { LayerRule } from './layer-rule.ts';

export const padChannels: LayerRule<'padChannels'> = {
  build: ({ before, after }, x, { add }) => add('pad_channels', { before, after }, [x]),
  mistaken: (_, x) => {
    const [, ...map] = extentsOf(x);
    return map.length ? standIn(unknown, ...map) : unknownValue();
  },
  behindMistake: ({ before, after }, x) =>
    standIn(...extentsOf(inferType('pad_channels', { before, after }, [x.type]))),
};

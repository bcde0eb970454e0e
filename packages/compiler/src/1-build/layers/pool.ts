import type { PoolLayer } from '@resnet-compile/dsl';
import { inferType, type Node } from '@resnet-compile/ir';
import { extentsOf, ofUnknownMap, standIn } from '../partial-shape.ts';
import type { LayerRule } from './layer-rule.ts';

const window = ({ kernel, stride, padding }: PoolLayer) => ({ kernel, stride, padding });

const behindMistake = (layer: PoolLayer, x: Node): Node =>
  standIn(...extentsOf(inferType('max_pool', window(layer), [x.type])));

export const maxPool: LayerRule<'maxPool'> = {
  build: (layer, x, { add }) => add('max_pool', window(layer), [x]),
  mistaken: ofUnknownMap,
  behindMistake,
};

export const averagePool: LayerRule<'averagePool'> = {
  build: (layer, x, { add }) => add('average_pool', { ...window(layer), countIncludePad: layer.countIncludePad }, [x]),
  mistaken: ofUnknownMap,
  behindMistake,
};

export const globalAveragePool: LayerRule<'globalAveragePool'> = {
  build: (_, x, { add }) => add('global_average_pool', {}, [x]),
  behindMistake: (_, x) => standIn(...extentsOf(inferType('global_average_pool', {}, [x.type]))),
};

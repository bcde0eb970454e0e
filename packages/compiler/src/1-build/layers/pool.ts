import type { PoolLayer } from '@resnet-compile/dsl';
import { inferType, noPadding, type AveragePoolAttributes, type Node, type Window } from '@resnet-compile/ir';
import { extentsOf, ofUnknownMap, standIn } from '../partial-shape.ts';
import type { LayerRule } from './layer-rule.ts';
import { paddingOf, withOverhang } from './padding-of.ts';

const windowOf = (layer: PoolLayer, x: Node): Window => {
  const { kernel, stride, ceilMode } = layer;
  const padding = paddingOf(layer, x);
  return { kernel, stride, padding: ceilMode ? withOverhang(padding, layer, x) : padding };
};

const averageOf = (layer: PoolLayer, x: Node): AveragePoolAttributes => ({
  ...windowOf(layer, x),
  counted: layer.countIncludePad ? paddingOf(layer, x) : noPadding,
});

const behindMistake = (layer: PoolLayer, x: Node): Node =>
  standIn(...extentsOf(inferType('max_pool', windowOf(layer, x), [x.type])));

export const maxPool: LayerRule<'maxPool'> = {
  build: (layer, x, { add }) => add('max_pool', windowOf(layer, x), [x]),
  mistaken: ofUnknownMap,
  behindMistake,
};

export const averagePool: LayerRule<'averagePool'> = {
  build: (layer, x, { add }) => add('average_pool', averageOf(layer, x), [x]),
  mistaken: ofUnknownMap,
  behindMistake,
};

export const globalAveragePool: LayerRule<'globalAveragePool'> = {
  build: (_, x, { add }) => add('global_average_pool', {}, [x]),
  behindMistake: (_, x) => standIn(...extentsOf(inferType('global_average_pool', {}, [x.type]))),
};

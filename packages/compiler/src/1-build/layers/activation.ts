import { activationOf } from '@resnet-compile/ir';
import type { LayerRule } from './layer-rule.ts';

export const activation: LayerRule<'activation'> = {
  build: ({ activation: name, numbers }, x, { add }) => add('map', { of: activationOf(name, numbers) }, [x]),
};

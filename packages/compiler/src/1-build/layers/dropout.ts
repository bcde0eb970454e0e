import { ofSameShape } from '../partial-shape.ts';
import type { LayerRule } from './layer-rule.ts';

export const dropout: LayerRule<'dropout'> = {
  build: ({ rate, per }, x, { add, nextKey }) => add('dropout', { rate, per, key: nextKey() }, [x]),
  mistaken: ofSameShape,
};

import { elementsOf } from '../values.ts';
import type { OpFunction } from './op-function.ts';

export const scaleFilters: OpFunction<'scale_filters'> = (_, [filters, scale]) => {
  const perFilter = elementsOf(filters.shape.slice(1));
  return {
    shape: filters.shape,
    data: filters.data.map((value, index) => value * scale.data[Math.floor(index / perFilter)]!),
  };
};

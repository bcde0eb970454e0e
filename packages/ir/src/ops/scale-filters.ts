import type { Input, NoAttributes, Op, OpDeclaration } from './declaration.ts';
import { expectVector, filtersOf } from './expect-shape.ts';

/** Of parameters alone: filters, times a scale per output channel. */
export type ScaleFilters = Op<readonly [filters: Input, scale: Input], NoAttributes>;

export const scaleFilters: OpDeclaration<ScaleFilters> = {
  takes: [2, 2],
  shape: (_, [filters, scale]) => {
    expectVector(scale, filtersOf(filters)[0], 'scale');
    return filters;
  },
};

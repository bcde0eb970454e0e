import type { Input, NoAttributes, Op, OpDeclaration } from './declaration.ts';
import { expectVector, filtersOf, matrixOf } from './expect-shape.ts';

/** Of parameters alone: filters, or a dense layer's weights, times a scale per output channel. */
export type ScaleFilters = Op<readonly [filters: Input, scale: Input], NoAttributes>;

export const scaleFilters: OpDeclaration<ScaleFilters> = {
  takes: [2, 2],
  shape: (_, [filters, scale]) => {
    const [out] = filters.shape.length === 2 ? matrixOf(filters) : filtersOf(filters);
    expectVector(scale, out, 'scale');
    return filters;
  },
};

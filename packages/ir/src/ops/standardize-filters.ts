import type { Input, Op, OpDeclaration } from './declaration.ts';
import { expectShape, filtersOf } from './expect-shape.ts';

/** `epsilon` is added to the variance. */
export interface StandardizationAttributes {
  readonly epsilon: number;
}

/** Of parameters alone: (w − μ)/√(σ² + ε), by the mean and the biased variance of each output channel's filter. */
export type StandardizeFilters = Op<readonly [filters: Input], StandardizationAttributes>;

/** dy is the gradient of the standardised filters; the filters are as the state has them. */
export type StandardizeFiltersGradient = Op<readonly [dy: Input, filters: Input], StandardizationAttributes>;

export const standardizeFilters: OpDeclaration<StandardizeFilters> = {
  takes: [1, 1],
  shape: (_, [filters]) => {
    filtersOf(filters);
    return filters;
  },
};

export const standardizeFiltersGradient: OpDeclaration<StandardizeFiltersGradient> = {
  takes: [2, 2],
  shape: (_, [dy, filters]) => {
    expectShape(dy, [...filtersOf(filters)], 'gradient');
    return filters;
  },
};

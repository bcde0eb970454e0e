import type { GradientRule } from '../gradient-rule.ts';

export const standardizeFilters: GradientRule<'standardize_filters'> = (
  { inputs: [filters], attributes },
  dy,
  append,
) => [append('standardize_filters_gradient', attributes, [dy, filters])];

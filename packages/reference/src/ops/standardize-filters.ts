import { standardizedFilters, standardizedFiltersGradient } from '../cores/standardize-filters.ts';
import type { OpFunction } from './op-function.ts';

export const standardizeFilters: OpFunction<'standardize_filters'> = ({ epsilon }, [filters]) =>
  standardizedFilters(filters, epsilon);

export const standardizeFiltersGradient: OpFunction<'standardize_filters_gradient'> = ({ epsilon }, [dy, filters]) =>
  standardizedFiltersGradient(dy, filters, epsilon);

import type { StandardizationAttributes } from '../ops/standardize-filters.ts';
import type { Operation } from '../operation.ts';
import { sameShape } from '../tensor-type.ts';
import { times, type CoreDeclaration } from './declaration.ts';

/** The sum of two gradients of filters. A kernel of filters is stated as filters × elements of each × 1. */
export type FilterSum = Operation<
  readonly [],
  readonly [first: string, second: string],
  readonly [sum: string],
  Readonly<Record<string, never>>
>;

/** The gradient of filters, of that of what they are when they are standardised. */
export type StandardizeFiltersGradient = Operation<
  readonly [],
  readonly [dy: string, filters: string],
  readonly [gradient: string],
  StandardizationAttributes
>;

const ofPair: Pick<
  CoreDeclaration<FilterSum | StandardizeFiltersGradient>,
  'reduces' | 'gradient' | 'shape' | 'computes'
> = {
  reduces: true,
  gradient: true,
  shape: ({ tensors }, _, [first, second]) => {
    const [filters = NaN, ...each] = first;
    if (each.length === 0) return `${tensors[0]} is ${times(first)}, expected filters`;
    if (!sameShape(first, second)) return `${tensors[0]} is ${times(first)}, ${tensors[1]} is ${times(second)}`;
    return [filters, each.reduce((product, extent) => product * extent, 1), 1];
  },
  computes: (_, __, ___, [first]) => [first],
};

export const filterSum: CoreDeclaration<FilterSum> = { takes: [0, 2, 1], ...ofPair };

export const standardizeFiltersGradient: CoreDeclaration<StandardizeFiltersGradient> = { takes: [0, 2, 1], ...ofPair };

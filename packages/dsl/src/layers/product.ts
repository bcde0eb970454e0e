import type { BranchesLayer } from '../layer.ts';
import { branchesOf, type Branches } from './branches.ts';

/**
 * Branches that read the same input, their results multiplied element by element. A result of one channel counts for all
 * channels, one of a single pixel for the whole map: so a branch that ends with a sigmoid is a gate. A row or a column
 * alone counts for no others.
 *
 * @example
 * ```ts
 * product({ identity: identity(), gate: sequential([globalAveragePool(), conv(64), sigmoid()]) });
 * ```
 */
export const product = (branches: Branches): BranchesLayer => branchesOf('product', 'product', branches);

import type { BranchesLayer, Layer } from '../layer.ts';
import { branchesOf } from './concatenate.ts';

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
export const product = (branches: readonly Layer[] | Readonly<Record<string, Layer>>): BranchesLayer =>
  branchesOf('product', branches);

import type { BranchesLayer } from '../layer.ts';
import { branchesOf, type Branches } from './branches.ts';

/**
 * Branches that read the same input, their results added element by element, any number of them: ResNeXt's first form
 * (Xie et al. 2016, fig. 3a). A result of one channel counts for all channels, one of a single pixel for the whole map.
 *
 * @example
 * ```ts
 * sum({ local: conv(64, { kernel: 3 }), wide: conv(64, { kernel: 5 }), identity: identity() });
 * ```
 */
export const sum = (branches: Branches): BranchesLayer => branchesOf('sum', 'sum', branches);

import type { BranchesLayer } from '../layer.ts';
import { branchesOf, type Branches, type PartsOptions } from './branches.ts';

/**
 * Branches that read each its own part of the channels, N×C×H×W, in order, C a multiple of their number; their results
 * side by side. An `identity()` among them lets its part through.
 *
 * @example
 * ```ts
 * split([conv(16, { kernel: 3 }), conv(16, { kernel: 5 }), identity()]);
 * ```
 */
export const split = (branches: Branches, options: PartsOptions = {}): BranchesLayer =>
  branchesOf('split', 'concatenate', branches, 'parts', options);

/**
 * As `split`, and each branch but the first reads its part plus what the branch before gives: the hierarchy within a
 * block of Res2Net (Gao et al. 2019, fig. 2).
 *
 * @example
 * ```ts
 * cascade([conv(8, { kernel: 3 }), conv(8, { kernel: 3 }), conv(8, { kernel: 3 })]); // 3, 5 and 7 pixels are seen
 * ```
 */
export const cascade = (branches: Branches, options: PartsOptions = {}): BranchesLayer =>
  branchesOf('cascade', 'concatenate', branches, 'cascade', options);

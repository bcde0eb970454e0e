import type { BranchesLayer } from '../layer.ts';
import { branchesOf, type Branches } from './branches.ts';

/** Branches that read the same input, their channels side by side: an identity among them makes a dense connection. */
export const concatenate = (branches: Branches): BranchesLayer => branchesOf('concatenate', 'concatenate', branches);

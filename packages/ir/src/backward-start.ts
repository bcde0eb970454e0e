import { readsOf } from './kernel-uses.ts';
import type { KernelProgram } from './kernel-program.ts';

/** Where the network ends and gradients begin: at the first kernel that reads the targets; −1 without. */
export const backwardStart = ({ kernels, targets }: KernelProgram): number =>
  targets === undefined ? -1 : kernels.findIndex((kernel) => readsOf(kernel).includes(targets));

import type { Kernel } from './kernel.ts';

/** What a kernel's calls need: a program's memory and its code, in one thread. */
export interface KernelContext {
  /** The memory that a batch needs. */
  floats(batch: number): Float32Array;
  /** The address of this thread's scratch memory. */
  scratch(batch: number): number;
  kernel(index: number): Kernel;
  readonly inJavaScript: boolean;
}

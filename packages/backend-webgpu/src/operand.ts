import type { Pair } from '@resnet-compile/ir';

/** A buffer of the program. There is no halo: pixels lie `pitch` vectors apart, rows and images one after the other. */
export interface Operand {
  /** Index among the kernel's buffers. */
  readonly buffer: number;
  readonly channels: number;
  readonly map: Pair;
  readonly pitch: number;
  /** It holds float16. */
  readonly half?: true;
}

/** A buffer as a view shows it, between channels of zeros; negative numbers leave channels out. */
export interface ViewedOperand extends Operand {
  readonly stride: Pair;
  readonly before: number;
  readonly after: number;
}

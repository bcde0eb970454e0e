import type { KernelShape } from '../kernel-shape.ts';

/** The registers that a step works on: one vector of channels of all pixels of a tile. */
export interface Registers {
  readonly shape: KernelShape;
  /** Its number in the tile, and among those of the map. */
  readonly v: number;
  readonly vector: string;
  /** Code for each pixel. */
  readonly onEach: (code: (register: string, pixel: number) => string) => readonly string[];
}

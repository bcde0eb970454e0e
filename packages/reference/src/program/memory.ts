import type { FeatureMap } from '../feature-map.ts';

/** Where a program's activations lie while it runs. */
export interface Memory {
  /** Called before the kernel `at` runs (−1: before the images are written). */
  begin(at: number): void;
  /** A buffer's maps. */
  mapOf(id: string): FeatureMap;
  /** Called after the kernel `at` ran. */
  end(at: number): void;
}

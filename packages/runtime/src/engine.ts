import type { DeviceName } from '@resnet-compile/plan';
import type { Prepared } from './prepare.ts';

/** Images of a whole batch, N×C×H×W; bytes stand for 0…1 in steps of 1/255. */
export type Images = Float32Array | Uint8Array;

/** One device's way of running a compiled program. Calls do not overlap, but for runs where it says so. */
export interface Engine {
  readonly device: DeviceName;
  /** Whether a run may begin before earlier ones are finished. */
  readonly overlaps?: true;
  /** How many runs, begun while there are none, have read their images when they return their promises. */
  readonly readsAtOnce?: number;
  /** Of the CPU, that compute. */
  readonly threads: number;
  /** Images that one run may hold. */
  readonly largestBatch: number;
  /** Packs the prepared parameters: once per state. */
  prepare(prepared: ReadonlyMap<string, Prepared>): void | Promise<void>;
  /**
   * Writes into `outputs`: N×classes, and then N×C×H×W of all taps, or of none where none are wanted. With `targets`, N×classes,
   * the gradients of the logits follow, weighted with these.
   */
  run(images: Images, batch: number, outputs: readonly Float32Array[], targets?: Float32Array): void | Promise<void>;
  dispose(): void | Promise<void>;
}

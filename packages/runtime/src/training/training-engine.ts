import type { Images } from '../engine.ts';
import type { Prepared } from '../prepare.ts';

export interface StepResult {
  /** Mean over the batch. */
  readonly loss: number;
  readonly correct: number;
}

/** One device's way of running a training program: forward and backward; the update is the caller's. */
export interface TrainingEngine {
  /** New running statistics of the last run, by name. */
  readonly statistics: ReadonlyMap<string, Float32Array>;
  /** What identifies the kernels: other ones may round differently. */
  readonly fingerprint: string;
  /** @throws {RangeError} with the bytes that a batch needs, where there are not as many. */
  reserve(batch: number): void;
  /** Draws the masks of dropout for the runs that follow: a function of seed and draw alone. */
  drawMasks(seed: number, draw: number): void;
  /** Copies a parameter's gradient of the last run; false where the loss does not depend on it. */
  readGradient(name: string, into: Float32Array): boolean;
  /** Copies the gradients of the last run, of so many images, by what the model's `gradients` name. */
  readTaps(batch: number, into: readonly Float32Array[]): void;
  run(
    prepared: ReadonlyMap<string, Prepared>,
    images: Images,
    targets: Float32Array,
    batch: number,
  ): Promise<StepResult>;
  /** Makes {@link statistics} those of a batch with other parameters; the running ones before it are among them. */
  observe(prepared: ReadonlyMap<string, Prepared>, images: Images, batch: number): Promise<void>;
  /** Runs the last parameters again and names the first kernel whose result is not finite. */
  diagnose(images: Images, targets: Float32Array, batch: number): Promise<string | undefined>;
  /** Parameters are others than a step has made them. */
  forget(): void;
  dispose(): void;
}

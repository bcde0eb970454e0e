import type { Grid, MapPlan, ProgramPlan, WebGpuPlan } from '../webgpu.ts';
import type { StepPlan, WebGpuTrainingPlan } from '../webgpu-training.ts';
import type { MemoryParts } from './parts.ts';

/** Activations of one run: enough to fill the machine, little enough for a shared memory. */
const activationBudget = 256 * 1024 * 1024;

/**
 * Multiply-adds of one submit: a second's work of a GPU that makes 100 GFLOP/s, as weak ones do. Windows resets a device
 * that is busy for two seconds, and browsers have watchdogs of their own.
 */
const submitBudget = 50e9;

/** Of a device, in bytes. */
export interface DeviceLimits {
  readonly maxStorageBufferBindingSize: number;
  readonly maxBufferSize: number;
}

/** Of all activations of one image. */
export const imageBytes = ({ buffers }: ProgramPlan): number =>
  buffers.reduce((sum, { perImage }) => sum + perImage, 0);

/** Images that one run may hold, which is one submit. */
export function largestBatchOnDevice(plan: WebGpuPlan, limits: DeviceLimits): number {
  const { buffers, multiplyAdds, output, taps = [] } = plan;
  const largest = Math.max(...buffers.map(({ perImage }) => perImage));
  const readBack = [output, ...taps].reduce((sum, { image }) => sum + image, 0);
  return Math.max(
    1,
    Math.floor(
      Math.min(
        activationBudget / imageBytes(plan),
        submitBudget / Math.max(1, multiplyAdds),
        limits.maxStorageBufferBindingSize / largest,
        limits.maxBufferSize / Math.max(largest, readBack),
      ),
    ),
  );
}

/** Of a device that has what one run takes. */
const unlimited: DeviceLimits = { maxStorageBufferBindingSize: Infinity, maxBufferSize: Infinity };

/** Parts of its work that a dispatch sums up each by itself. */
export const partsOf = ({ units, grain, most = Infinity }: Grid, batch: number): number =>
  Math.min(Math.ceil((units * batch) / grain), most);

/** Of the sums of parts; a buffer has 16 bytes at least. */
export const scratchBytes = ({ dispatches }: ProgramPlan, batch: number): number =>
  dispatches.reduce((most, { grid, scratch = 0 }) => Math.max(most, partsOf(grid, batch) * scratch), 16);

/** The last block's end; a buffer has four bytes at least. */
export const standardizedBytes = ({ standardized }: StepPlan): number => {
  const last = standardized.at(-1);
  return last ? last.offset + last.size : 4;
};

/** Maps on their way to the device: as they were given, and in the buffer through which they come. */
const uploadBytes = (map: MapPlan, batch: number): number =>
  2 * 4 * map.shape.reduce((product, extent) => product * extent, batch);

/** Bytes of the device's buffers to predict so many images at a time, by what they are for; what calls read back that overlap comes on top. */
export function deviceInferenceMemory(plan: WebGpuPlan, batch: number): MemoryParts {
  const run = Math.min(batch, largestBatchOnDevice(plan, unlimited));
  const { input, output, taps = [] } = plan;
  return {
    activations: run * imageBytes(plan),
    'sums of parts': scratchBytes(plan, run),
    'packed weights': plan.weightsBytes,
    'images and results': uploadBytes(input, run) + run * [output, ...taps].reduce((sum, { image }) => sum + image, 0),
  };
}

/** The same for a step of a batch; what `predict` and `evaluate` take is {@link deviceInferenceMemory}'s, beside it. */
export function deviceStepMemory(
  { parameters: { bytes, trained, statistics }, step, update: { moments, ema, accumulate } }: WebGpuTrainingPlan,
  batch: number,
): MemoryParts {
  const part = Math.ceil(batch / accumulate);
  const { input, targets } = step;
  return {
    activations: part * imageBytes(step),
    'sums of parts': scratchBytes(step, part),
    parameters: bytes + statistics.bytes,
    gradients: (accumulate > 1 ? 2 : 1) * trained.bytes,
    ...(moments > 0 ? { optimiser: moments * trained.bytes } : {}),
    ...(ema ? { 'moving average': trained.bytes + statistics.moved } : {}),
    ...(step.standardized.length ? { 'standardised filters': standardizedBytes(step) } : {}),
    'vectors and statistics': step.tensorsBytes,
    'images and labels':
      uploadBytes(input, batch) +
      uploadBytes(targets, batch) +
      // Of several parts, all are there at once.
      (accumulate > 1 ? batch * (input.image + targets.image) : 0),
  };
}

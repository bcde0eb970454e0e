import type { WebGpuTrainingPlan } from '@resnet-compile/plan/webgpu-training';
import { standardizedBytes } from './step-program.ts';

/** Bytes of the device's buffers for a step of a batch, by what they are for; sums of parts and what is read back come on top. */
export function deviceStepMemory(
  { parameters: { bytes, statistics }, step, update: { moments, ema, accumulate } }: WebGpuTrainingPlan,
  batch: number,
): Readonly<Record<string, number>> {
  return {
    activations: Math.ceil(batch / accumulate) * step.buffers.reduce((sum, { perImage }) => sum + perImage, 0),
    parameters: bytes,
    gradients: (accumulate > 1 ? 2 : 1) * bytes,
    ...(moments > 0 ? { optimiser: moments * bytes } : {}),
    ...(ema ? { 'moving average': bytes + statistics.bytes } : {}),
    ...(step.standardized.length ? { 'standardised filters': standardizedBytes(step) } : {}),
    'vectors and statistics': step.tensorsBytes,
  };
}

import type { DeviceProgramPlan, WebGpuTrainingPlan } from '@resnet-compile/plan/webgpu-training';

const limitNames = ['maxStorageBufferBindingSize', 'maxBufferSize'] as const;
export type Limits = Readonly<Record<(typeof limitNames)[number], number>>;

/** All that the adapter has, since no one knows how large batches will be. */
export const largestLimits = (adapter: Limits): Record<string, number> =>
  Object.fromEntries(limitNames.map((name) => [name, adapter[name]]));

const count = (bytes: number): string => bytes.toLocaleString('en');

/** @throws {Error} naming the buffer, its bytes and the limit, where a network's parameters do not fit. */
export function expectParametersFit(
  { parameters: { bytes, blocks }, step, evaluation }: WebGpuTrainingPlan,
  limits: Limits,
): void {
  const fail = (what: string, needed: number, limit: keyof Limits): never => {
    throw new Error(
      `WebGPU: ${what} needs ${count(needed)} bytes, and this adapter's ${limit} is ${count(limits[limit])}. Use a smaller network, or load with device: 'cpu'.`,
    );
  };
  if (bytes > limits.maxBufferSize) fail('the buffer of all parameters', bytes, 'maxBufferSize');
  for (const { name, size } of blocks)
    if (size > limits.maxStorageBufferBindingSize) fail(`the parameter ${name}`, size, 'maxStorageBufferBindingSize');
  for (const { tensorsBytes } of [step, evaluation])
    if (tensorsBytes > limits.maxStorageBufferBindingSize)
      fail('the buffer of per-channel values', tensorsBytes, 'maxStorageBufferBindingSize');
}

/** @throws {RangeError} naming the buffer, its bytes and the limit, where a batch does not fit. */
export function expectBatchFits({ buffers }: DeviceProgramPlan, batch: number, limits: Limits): void {
  for (const { name, perImage } of buffers) {
    const limit = limitNames.find((each) => perImage * batch > limits[each]);
    if (limit)
      throw new RangeError(
        `a batch of ${batch} needs ${count(perImage * batch)} bytes for the activation ${name}, and this device's ${limit} is ${count(limits[limit])}; train with smaller batches, or declare accumulate`,
      );
  }
}

import { itemOf } from '@resnet-compile/ir';
import type { DeviceLimits } from '@resnet-compile/plan/memory';
import type { BufferPlan, ProgramPlan, WebGpuPlan } from '@resnet-compile/plan/webgpu';

/** What every device has (WebGPU, §3.6.2). */
const defaults = {
  maxStorageBufferBindingSize: 128 * 1024 * 1024,
  maxBufferSize: 256 * 1024 * 1024,
} satisfies DeviceLimits;
type Limit = keyof DeviceLimits;
const limitNames = Object.keys(defaults) as readonly Limit[];

/** Bytes that a limit must allow. */
export interface Need {
  readonly what: string;
  readonly bytes: number;
  readonly limit: Limit;
}

const count = (bytes: number): string => bytes.toLocaleString('en');

/** @throws {Error} naming what does not fit, the bytes it needs and the adapter's limit. */
export function expectFits(needs: readonly Need[], adapter: DeviceLimits, smaller: string): void {
  const need = needs.find(({ bytes, limit }) => bytes > adapter[limit]);
  if (need)
    throw new Error(
      `WebGPU: ${need.what} needs ${count(need.bytes)} bytes, and this adapter's ${need.limit} is ${count(adapter[need.limit])}. Use a smaller ${smaller}, or load with device: 'cpu'.`,
    );
}

/** @throws {RangeError} naming the buffer, its bytes and the limit, where a batch of a step does not fit. */
export function expectBatchFits({ buffers }: ProgramPlan, batch: number, device: DeviceLimits): void {
  for (const { name, bytes, limit } of activationsOf(buffers, batch))
    if (bytes > device[limit])
      throw new RangeError(
        `a batch of ${batch} needs ${count(bytes)} bytes for the activation ${name}, and this device's ${limit} is ${count(device[limit])}; train with smaller batches, or declare accumulate`,
      );
}

/** All that the adapter has, where no one knows how large batches will be. */
export const largestLimits = (adapter: DeviceLimits): Record<string, number> =>
  Object.fromEntries(limitNames.map((name) => [name, adapter[name]]));

/** The limits to request beyond the defaults, for a batch. @throws {Error} where the adapter's are lower. */
export function requiredLimits(plan: WebGpuPlan, adapter: DeviceLimits, batch = 1): Partial<Record<Limit, number>> {
  const needs = needsOf(plan, batch);
  expectFits(needs, adapter, 'network or input');
  const required: Partial<Record<Limit, number>> = {};
  for (const { bytes, limit } of needs)
    if (bytes > defaults[limit]) required[limit] = Math.max(bytes, required[limit] ?? 0);
  return required;
}

function needsOf({ weightsBytes, blocks, buffers, dispatches }: WebGpuPlan, batch: number): readonly Need[] {
  const ofBatch = batch === 1 ? 'one image' : `${batch} images`;
  return [
    { what: 'the buffer of all weights', bytes: weightsBytes, limit: 'maxBufferSize' },
    ...dispatches.flatMap(({ name, bindings }) =>
      bindings.flatMap(([kind, index = 0]): readonly Need[] =>
        kind === 'weights'
          ? [
              {
                what: `the weights of ${name}`,
                bytes: itemOf(blocks, index).size,
                limit: 'maxStorageBufferBindingSize',
              },
            ]
          : [],
      ),
    ),
    ...activationsOf(buffers, batch).map(({ name, ...need }) => ({
      ...need,
      what: `the activation ${name} of ${ofBatch}`,
    })),
  ];
}

const activationsOf = (buffers: readonly BufferPlan[], batch: number) =>
  buffers.flatMap(({ name, perImage }) => limitNames.map((limit) => ({ name, bytes: perImage * batch, limit })));

import { itemOf } from '@resnet-compile/ir';
import type { WebGpuPlan } from '@resnet-compile/plan/webgpu';

/** Activations of one run: enough to fill the machine, little enough for a shared memory. */
const activationBudget = 256 * 1024 * 1024;

/**
 * Multiply-adds of one submit: a second's work of a GPU that makes 100 GFLOP/s, as weak ones do. Windows resets a device
 * that is busy for two seconds, and browsers have watchdogs of their own.
 */
const submitBudget = 50e9;

/** What every device has (WebGPU, §3.6.2). */
const defaults = { maxStorageBufferBindingSize: 128 * 1024 * 1024, maxBufferSize: 256 * 1024 * 1024 } as const;
type Limit = keyof typeof defaults;

interface Need {
  readonly what: string;
  readonly bytes: number;
  readonly limit: Limit;
}

/**
 * The limits to request beyond the defaults, for a batch.
 *
 * @throws {Error} naming the buffer, the bytes it needs and the adapter's limit.
 */
export function requiredLimits(
  plan: WebGpuPlan,
  adapter: Readonly<Record<Limit, number>>,
  batch = 1,
): Partial<Record<Limit, number>> {
  const required: Partial<Record<Limit, number>> = {};
  for (const { what, bytes, limit } of needsOf(plan, batch)) {
    if (bytes > adapter[limit]) {
      throw new Error(
        `WebGPU: ${what} needs ${bytes.toLocaleString('en')} bytes, and this adapter's ${limit} is ${adapter[limit].toLocaleString('en')}. Use a smaller network or input, or load with device: 'cpu'.`,
      );
    }
    if (bytes > defaults[limit]) required[limit] = Math.max(bytes, required[limit] ?? 0);
  }
  return required;
}

function needsOf({ weightsBytes, blocks, buffers, dispatches }: WebGpuPlan, batch: number): readonly Need[] {
  return [
    { what: 'the buffer of all weights', bytes: weightsBytes, limit: 'maxBufferSize' },
    ...dispatches.flatMap(({ name, weights }): Need[] =>
      weights === undefined
        ? []
        : [
            {
              what: `the weights of ${name}`,
              bytes: itemOf(blocks, weights).size,
              limit: 'maxStorageBufferBindingSize',
            },
          ],
    ),
    ...buffers.flatMap(({ name, perImage }) =>
      (['maxStorageBufferBindingSize', 'maxBufferSize'] as const).map((limit) => ({
        what: `the activation ${name} of ${batch === 1 ? 'one image' : `${batch} images`}`,
        bytes: perImage * batch,
        limit,
      })),
    ),
  ];
}

/** Images that one run may hold, which is one submit. */
export function largestBatchOf(
  { buffers, multiplyAdds }: Pick<WebGpuPlan, 'buffers' | 'multiplyAdds'>,
  device: Readonly<Record<Limit, number>>,
): number {
  const total = buffers.reduce((sum, { perImage }) => sum + perImage, 0);
  const largest = Math.max(...buffers.map(({ perImage }) => perImage));
  return Math.max(
    1,
    Math.floor(
      Math.min(
        activationBudget / total,
        submitBudget / Math.max(1, multiplyAdds),
        device.maxStorageBufferBindingSize / largest,
        device.maxBufferSize / largest,
      ),
    ),
  );
}

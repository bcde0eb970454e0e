import type { WebGpuPlan } from '@resnet-compile/plan/webgpu';
import { itemOf } from '@resnet-compile/ir';
import { requiredFeatures } from './features.ts';
import type { FoundAdapter } from './find-adapter.ts';
import { bufferUsage } from './flags.ts';
import { requiredLimits } from './limits.ts';
import { MapUpload } from './map-upload.ts';
import { Program } from './program.ts';
import { WatchedDevice } from './watched-device.ts';

/** The most that a query set may hold (WebGPU, §20.2). */
const largestSet = 4096;

/**
 * Milliseconds that each dispatch of a plan takes on the device's own clock: the least of some rounds, on weights that are
 * no network's, since the time does not depend on them. Clocks may be coarse: SwiftShader's ticks every 0.066 ms.
 *
 * @throws {Error} where the adapter has no timestamps, and as a network does where it is loaded.
 */
export async function timeDispatches(
  plan: WebGpuPlan,
  found: FoundAdapter,
  { batch, rounds }: { readonly batch: number; readonly rounds: number },
): Promise<readonly number[]> {
  const { adapter } = found;
  if (!adapter.features.has('timestamp-query'))
    throw new Error(
      'this adapter has no timestamps (the WebGPU feature timestamp-query), so that its kernels cannot be timed one by one',
    );
  const watched = await WatchedDevice.request(found, {
    requiredFeatures: ['timestamp-query', ...requiredFeatures(plan, adapter)],
    requiredLimits: requiredLimits(plan, adapter.limits, batch),
  });
  const { device } = watched;
  try {
    return await watched.work(`time a batch of ${batch}`, async () => {
      const weights = watched.buffer('weights', plan.weightsBytes);
      const program = await Program.create(watched, plan, ([, block = 0]) => {
        const { offset, size } = itemOf(plan.blocks, block);
        return { buffer: weights, offset, size };
      });
      program.reserve(batch);
      program.writeBatch(batch);
      for (const { offset, size } of plan.blocks)
        device.queue.writeBuffer(
          weights,
          offset,
          Float32Array.from({ length: size / 4 }, (_, index) => Math.sin(index) / 50),
        );
      const values = plan.input.shape.reduce((product, extent) => product * extent, batch);
      new MapUpload(device, plan.input).write(
        itemOf(program.activations, plan.input.buffer),
        Float32Array.from({ length: values }, (_, index) => Math.sin(index)),
        batch,
      );
      const timers = timersFor(device, plan.dispatches.length);
      const least = new Float64Array(plan.dispatches.length).fill(Infinity);
      for (let round = 0; round <= rounds; round++) {
        for (const { first, count, set, resolved, result } of timers) {
          const encoder = device.createCommandEncoder();
          for (let index = 0; index < count; index++) {
            const pass = encoder.beginComputePass({
              timestampWrites: {
                querySet: set,
                beginningOfPassWriteIndex: 2 * index,
                endOfPassWriteIndex: 2 * index + 1,
              },
            });
            program.encodeOne(pass, batch, first + index);
            pass.end();
          }
          encoder.resolveQuerySet(set, 0, 2 * count, resolved, 0);
          encoder.copyBufferToBuffer(resolved, 0, result, 0, 16 * count);
          device.queue.submit([encoder.finish()]);
          await result.mapAsync(1);
          const ticks = new BigUint64Array(result.getMappedRange());
          // The first round warms up.
          if (round > 0)
            for (let index = 0; index < count; index++)
              least[first + index] = Math.min(
                least[first + index]!,
                Number(ticks[2 * index + 1]! - ticks[2 * index]!) / 1e6,
              );
          result.unmap();
        }
      }
      return [...least];
    });
  } finally {
    watched.destroy();
    await device.lost;
  }
}

/** Query sets and the buffers that their values come back through, for so many dispatches. */
function timersFor(device: GPUDevice, dispatches: number) {
  const { mapRead, copySource, copyTarget, queryResolve } = bufferUsage;
  return Array.from({ length: Math.ceil(dispatches / (largestSet / 2)) }, (_, part) => {
    const first = part * (largestSet / 2);
    const count = Math.min(dispatches - first, largestSet / 2);
    return {
      first,
      count,
      set: device.createQuerySet({ type: 'timestamp', count: 2 * count }),
      resolved: device.createBuffer({ size: 16 * count, usage: queryResolve | copySource }),
      result: device.createBuffer({ size: 16 * count, usage: mapRead | copyTarget }),
    };
  });
}

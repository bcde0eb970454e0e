import { largestBatchOnDevice } from '@resnet-compile/plan/memory';
import type { MapPlan, WebGpuPlan } from '@resnet-compile/plan/webgpu';
import { itemOf } from '@resnet-compile/ir';
import type { Engine, Images } from '../engine.ts';
import { readMaps } from '../maps.ts';
import type { Prepared } from '../prepare.ts';
import type { FoundAdapter } from './find-adapter.ts';
import { requiredFeatures } from './features.ts';
import { requiredLimits } from './limits.ts';
import { MapUpload } from './map-upload.ts';
import { packBlock } from './pack.ts';
import { Program } from './program.ts';
import { readbacks, ReadbackRing } from './readback-ring.ts';
import { WatchedDevice } from './watched-device.ts';

/**
 * An engine on a device of its own.
 *
 * @throws {Error} that says what to do, where the adapter lacks a feature, its limits are too low, or a shader is refused.
 */
export async function createWebGpuEngine(
  plan: WebGpuPlan,
  found: FoundAdapter,
  onShader?: (done: number) => void,
): Promise<Engine> {
  const { adapter } = found;
  const device = await WatchedDevice.request(found, {
    requiredFeatures: requiredFeatures(plan, adapter),
    requiredLimits: requiredLimits(plan, adapter.limits),
  });
  try {
    return await WebGpuEngine.create(device, plan, onShader);
  } catch (error) {
    device.destroy();
    throw error;
  }
}

/** Maps of a batch on their way to the caller: where they lie in the buffer of results, in bytes. */
interface Reading {
  readonly map: MapPlan;
  readonly offset: number;
  readonly bytes: number;
  readonly into: Float32Array;
}

/** Predicts on WebGPU: all kernels of a batch in one submit, weights and activations on the device. */
export class WebGpuEngine implements Engine {
  readonly device = 'webgpu';
  readonly overlaps = true;
  readonly readsAtOnce = readbacks;
  readonly threads = 1;
  readonly largestBatch: number;
  readonly #device: WatchedDevice;
  readonly #program: Program<WebGpuPlan>;
  readonly #weights: GPUBuffer;
  readonly #images: MapUpload;
  readonly #results: ReadbackRing;

  static async create(
    device: WatchedDevice,
    plan: WebGpuPlan,
    onShader?: (done: number) => void,
  ): Promise<WebGpuEngine> {
    const buffer = await device.work('hold the weights', () => device.buffer('weights', plan.weightsBytes));
    const weightsOf = ([, block = 0]: readonly [string, number?]): GPUBufferBinding => {
      const { offset, size } = itemOf(plan.blocks, block);
      return { buffer, offset, size };
    };
    return new WebGpuEngine(device, await Program.create(device, plan, weightsOf, onShader), buffer);
  }

  constructor(device: WatchedDevice, program: Program<WebGpuPlan>, weights: GPUBuffer) {
    this.#device = device;
    this.#program = program;
    this.#weights = weights;
    this.#images = new MapUpload(device.device, program.plan.input);
    this.#results = new ReadbackRing(device.device);
    this.largestBatch = largestBatchOnDevice(program.plan, device.device.limits);
  }

  async prepare(prepared: ReadonlyMap<string, Prepared>): Promise<void> {
    const { plan } = this.#program;
    await this.#device.work('write the weights', () => {
      for (const block of plan.blocks)
        this.#device.device.queue.writeBuffer(this.#weights, block.offset, packBlock(block, prepared, plan));
    });
  }

  /** The device works on one call's kernels after the other's, while earlier results are on their way back. */
  async run(images: Images, batch: number, wanted: readonly Float32Array[], targets?: Float32Array): Promise<void> {
    const { output, taps = [] } = this.#program.plan;
    let size = 0;
    const readings = [output, ...taps].slice(0, wanted.length).map((map, index): Reading => {
      const bytes = map.image * batch;
      return { map, bytes, offset: (size += bytes) - bytes, into: itemOf(wanted, index) };
    });
    await this.#results.borrow(size, async (result) => {
      try {
        await this.#device.work(`run a batch of ${batch}`, async () => {
          this.#submit(images, batch, readings, result, targets);
          await result.mapAsync(1, 0, size);
          const values = result.getMappedRange(0, size);
          for (const { map, bytes, offset, into } of readings)
            readMaps(map, batch, new Float32Array(values, offset, bytes / 4), into);
          result.unmap();
        });
      } catch (error) {
        // A batch that did not fit leaves nothing behind.
        this.#program.release();
        throw error;
      }
    });
  }

  dispose(): void {
    this.#device.destroy();
  }

  #submit(
    images: Images,
    batch: number,
    readings: readonly Reading[],
    result: GPUBuffer,
    targets?: Float32Array,
  ): void {
    const program = this.#program;
    const { input, targets: given, forward } = program.plan;
    const { device } = this.#device;
    program.reserve(batch);
    this.#images.write(itemOf(program.activations, input.buffer), images, batch);
    if (targets && given) new MapUpload(device, given).write(itemOf(program.activations, given.buffer), targets, batch);
    program.writeBatch(batch);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    program.encode(pass, batch, undefined, targets ? undefined : forward);
    pass.end();
    for (const { map, bytes, offset } of readings)
      encoder.copyBufferToBuffer(itemOf(program.activations, map.buffer), 0, result, offset, bytes);
    device.queue.submit([encoder.finish()]);
  }
}

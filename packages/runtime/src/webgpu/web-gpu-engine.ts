import type { WebGpuPlan } from '@resnet-compile/plan/webgpu';
import type { Engine, Images } from '../engine.ts';
import { readMaps } from '../maps.ts';
import type { Prepared } from '../prepare.ts';
import { Activations } from './activations.ts';
import { checkErrors } from './check-errors.ts';
import { createPipelines } from './create-pipelines.ts';
import type { FoundAdapter } from './find-adapter.ts';
import { requiredFeatures } from './features.ts';
import { bufferUsage } from './flags.ts';
import { ImageUploads } from './image-uploads.ts';
import { largestBatchOf, requiredLimits } from './limits.ts';
import { packBlock } from './pack-block.ts';
import { ReadbackRing } from './readback-ring.ts';

/**
 * Runs a program on WebGPU: all kernels of a batch in one submit, weights and activations on the device.
 *
 * @throws {Error} that says what to do, where the adapter lacks a feature, its limits are too low, or a shader is refused.
 */
export async function createWebGpuEngine(
  plan: WebGpuPlan,
  { gpu, adapter }: FoundAdapter,
  onKernel?: (done: number) => void,
): Promise<Engine> {
  const device = await adapter.requestDevice({
    requiredFeatures: requiredFeatures(plan, adapter),
    requiredLimits: requiredLimits(plan, adapter.limits),
  });
  try {
    const pipelines = await createPipelines(device, plan, (done) => onKernel?.(done));
    return new WebGpuEngine(plan, gpu, device, pipelines);
  } catch (error) {
    device.destroy();
    throw error;
  }
}

/** Of devices in use: Node must not collect them before. */
const owners = new Set<GPU>();

class WebGpuEngine implements Engine {
  readonly device = 'webgpu';
  readonly overlaps = true;
  readonly threads = 1;
  readonly largestBatch: number;
  readonly #plan: WebGpuPlan;
  readonly #pipelines: readonly GPUComputePipeline[];
  readonly #device: GPUDevice;
  readonly #gpu: GPU;
  readonly #results: ReadbackRing;
  readonly #uploads: ImageUploads;
  #weights: GPUBuffer | undefined;
  #activations: Activations | undefined;
  #lost: string | undefined;

  constructor(plan: WebGpuPlan, gpu: GPU, device: GPUDevice, pipelines: readonly GPUComputePipeline[]) {
    this.#plan = plan;
    this.#gpu = gpu;
    owners.add(gpu);
    this.#device = device;
    this.#pipelines = pipelines;
    this.#results = new ReadbackRing(device);
    this.#uploads = new ImageUploads(device, plan.input);
    this.largestBatch = largestBatchOf(plan, device.limits);
    void device.lost.then(({ reason, message }) => {
      this.#lost = `the WebGPU device was lost (${[reason, message].filter(Boolean).join(': ')}): load the network again`;
    });
  }

  async prepare(prepared: ReadonlyMap<string, Prepared>): Promise<void> {
    const { weightsBytes, blocks, precision } = this.#plan;
    await this.#work('write the weights', () => {
      // A network without weights still binds nothing of size 0.
      const weights = (this.#weights ??= this.#device.createBuffer({
        label: 'weights',
        size: Math.max(weightsBytes, 16),
        usage: bufferUsage.storage | bufferUsage.copyTarget,
      }));
      for (const block of blocks)
        this.#device.queue.writeBuffer(weights, block.offset, packBlock(block, prepared, precision));
    });
  }

  /** The device works on one call's kernels after the other's, while earlier results are on their way back. */
  async run(images: Images, batch: number, logits: Float32Array): Promise<void> {
    const { output } = this.#plan;
    const size = output.image * batch;
    await this.#results.borrow(size, (result) =>
      this.#work(`run a batch of ${batch}`, async () => {
        const activations = this.#reserve(batch);
        this.#uploads.write(images, batch, activations.input);
        activations.submit(this.#device, batch, result);
        await result.mapAsync(1, 0, size);
        readMaps(output, batch, new Float32Array(result.getMappedRange(0, size)), logits);
        result.unmap();
      }),
    );
  }

  dispose(): void {
    this.#activations?.destroy();
    this.#results.destroy();
    this.#uploads.destroy();
    this.#weights?.destroy();
    this.#device.destroy();
    this.#activations = this.#weights = undefined;
    owners.delete(this.#gpu);
  }

  /** Activations for at least this batch; larger ones serve smaller batches as well. */
  #reserve(batch: number): Activations {
    if (this.#activations && this.#activations.capacity >= batch) return this.#activations;
    this.#activations?.destroy();
    this.#activations = undefined;
    return (this.#activations = new Activations(this.#device, this.#plan, this.#pipelines, this.#weights!, batch));
  }

  async #work<T>(what: string, work: () => T | Promise<T>): Promise<T> {
    if (this.#lost !== undefined) throw new Error(this.#lost);
    try {
      return await checkErrors(this.#device, what, work);
    } catch (error) {
      // A batch that did not fit leaves nothing behind, and a lost device fails in many ways, one turn before it says so.
      this.#activations?.destroy();
      this.#activations = undefined;
      await new Promise((resolve) => setTimeout(resolve));
      throw this.#lost === undefined ? error : new Error(this.#lost, { cause: error });
    }
  }
}

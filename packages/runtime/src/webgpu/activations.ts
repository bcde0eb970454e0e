import { itemOf } from '@resnet-compile/ir';
import type { Dispatch, WebGpuPlan } from '@resnet-compile/plan/webgpu';
import { bufferUsage } from './flags.ts';

const largestGrid = 65535;

/** A dispatch with what it is bound to. */
interface Step {
  readonly dispatch: Dispatch;
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
}

/** The buffers of activations and their bind groups, for batches up to `capacity`. */
export class Activations {
  readonly capacity: number;
  readonly #plan: WebGpuPlan;
  readonly #buffers: readonly GPUBuffer[];
  readonly #steps: readonly Step[];
  readonly #batch: GPUBuffer;
  /** What the buffer `#batch` holds. */
  #current = 0;

  constructor(
    device: GPUDevice,
    plan: WebGpuPlan,
    pipelines: readonly GPUComputePipeline[],
    weights: GPUBuffer,
    capacity: number,
  ) {
    const { storage, copySource, copyTarget, uniform } = bufferUsage;
    const create = (label: string, size: number, usage: number): GPUBuffer =>
      device.createBuffer({ label, size, usage });
    this.capacity = capacity;
    this.#plan = plan;
    this.#buffers = plan.buffers.map(({ name, perImage }) =>
      create(name, perImage * capacity, storage | copySource | copyTarget),
    );
    this.#batch = create('batch', 16, uniform | copyTarget);
    this.#steps = plan.dispatches.map((dispatch) => {
      const pipeline = itemOf(pipelines, dispatch.shader);
      const block = dispatch.weights === undefined ? undefined : itemOf(plan.blocks, dispatch.weights);
      const resources: readonly GPUBufferBinding[] = [
        { buffer: this.#batch },
        ...(block ? [{ buffer: weights, offset: block.offset, size: block.size }] : []),
        ...dispatch.buffers.map((index) => ({ buffer: itemOf(this.#buffers, index) })),
      ];
      const entries = resources.map((resource, binding) => ({ binding, resource }));
      return {
        dispatch,
        pipeline,
        bindings: device.createBindGroup({ label: dispatch.name, layout: pipeline.getBindGroupLayout(0), entries }),
      };
    });
  }

  /** What the images are written to. */
  get input(): GPUBuffer {
    return itemOf(this.#buffers, this.#plan.input.buffer);
  }

  /** Submits all kernels at once; the result goes to a buffer. */
  submit(device: GPUDevice, batch: number, result: GPUBuffer): void {
    const { output } = this.#plan;
    this.writeBatch(device, batch);
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    this.encode(pass, batch);
    pass.end();
    encoder.copyBufferToBuffer(itemOf(this.#buffers, output.buffer), 0, result, 0, output.image * batch);
    device.queue.submit([encoder.finish()]);
  }

  writeBatch(device: GPUDevice, batch: number): void {
    if (batch !== this.#current) device.queue.writeBuffer(this.#batch, 0, new Uint32Array([batch, 0, 0, 0]));
    this.#current = batch;
  }

  /** All kernels, or some. */
  encode(pass: GPUComputePassEncoder, batch: number, first = 0, end = this.#steps.length): void {
    for (const {
      dispatch: { pixels, tilePixels, tileCount },
      pipeline,
      bindings,
    } of this.#steps.slice(first, end)) {
      const groups = Math.ceil((Math.ceil((pixels * batch) / tilePixels) * tileCount) / this.#plan.workgroupSize);
      const columns = Math.min(groups, largestGrid);
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindings);
      pass.dispatchWorkgroups(columns, Math.ceil(groups / columns));
    }
  }

  destroy(): void {
    for (const buffer of [...this.#buffers, this.#batch]) buffer.destroy();
  }
}

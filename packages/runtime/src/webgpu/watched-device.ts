import { checkErrors } from './check-errors.ts';
import type { FoundAdapter } from './find-adapter.ts';
import { bufferUsage } from './flags.ts';

/** A part of a buffer, in bytes. */
export interface Range {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

/** Of devices in use: Node must not collect them before. */
const owners = new Set<GPU>();

/** A device whose errors reject what caused them, and which says so when it is lost. */
export class WatchedDevice {
  readonly device: GPUDevice;
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();
  readonly #gpu: GPU;
  #lost: string | undefined;

  /** @param remedy what to do when it is lost */
  static async request(
    { gpu, adapter }: FoundAdapter,
    wanted: GPUDeviceDescriptor,
    remedy = 'load the network again',
  ): Promise<WatchedDevice> {
    return new WatchedDevice(await adapter.requestDevice(wanted), gpu, remedy);
  }

  constructor(device: GPUDevice, gpu: GPU, remedy: string) {
    this.device = device;
    this.#gpu = gpu;
    owners.add(gpu);
    void device.lost.then(({ reason, message }) => {
      this.#lost = `the WebGPU device was lost (${[reason, message].filter(Boolean).join(': ')}): ${remedy}`;
    });
  }

  /** Runs work on the device. @throws {Error} where the device reports an error of what is done before its first await. */
  async work<T>(what: string, work: () => T | Promise<T>): Promise<T> {
    if (this.#lost !== undefined) throw new Error(this.#lost);
    try {
      return await checkErrors(this.device, what, work);
    } catch (error) {
      // A lost device fails in many ways, one turn before it says so.
      await new Promise((resolve) => setTimeout(resolve));
      throw this.#lost === undefined ? error : new Error(this.#lost, { cause: error });
    }
  }

  buffer(label: string, size: number): GPUBuffer {
    const { storage, copySource, copyTarget } = bufferUsage;
    return this.device.createBuffer({ label, size: Math.max(size, 16), usage: storage | copySource | copyTarget });
  }

  uniform(label: string, size: number): GPUBuffer {
    return this.device.createBuffer({ label, size, usage: bufferUsage.uniform | bufferUsage.copyTarget });
  }

  /** Equal code is compiled once. */
  pipeline(label: string, code: string): Promise<GPUComputePipeline> {
    const known = this.#pipelines.get(code);
    if (known) return known;
    const pipeline = checkErrors(this.device, `build the kernel of ${label}`, () =>
      this.device.createComputePipelineAsync({
        label,
        layout: 'auto',
        compute: { module: this.device.createShaderModule({ label, code }), entryPoint: 'main' },
      }),
    );
    this.#pipelines.set(code, pipeline);
    return pipeline;
  }

  bind(pipeline: GPUComputePipeline, resources: readonly GPUBufferBinding[]): GPUBindGroup {
    return this.device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: resources.map((resource, binding) => ({ binding, resource })),
    });
  }

  /** With all that was made on it. */
  destroy(): void {
    this.device.destroy();
    owners.delete(this.#gpu);
  }

  /** Copies ranges to this thread; for what is read seldom. */
  async read<const Ranges extends readonly Range[]>(
    ranges: Ranges,
  ): Promise<{ readonly [Index in keyof Ranges]: ArrayBuffer }> {
    const copies = ranges.map((range) => ({
      ...range,
      copy: this.device.createBuffer({
        label: 'read',
        size: Math.max(range.size, 4),
        usage: bufferUsage.mapRead | bufferUsage.copyTarget,
      }),
    }));
    try {
      const encoder = this.device.createCommandEncoder();
      for (const { buffer, offset, size, copy } of copies)
        if (size) encoder.copyBufferToBuffer(buffer, offset, copy, 0, size);
      this.device.queue.submit([encoder.finish()]);
      await Promise.all(copies.map(({ copy }) => copy.mapAsync(1)));
      // As many as there are ranges, which `map` forgets.
      return copies.map(({ copy, size }) => copy.getMappedRange().slice(0, size)) as readonly ArrayBuffer[] as {
        readonly [Index in keyof Ranges]: ArrayBuffer;
      };
    } finally {
      for (const { copy } of copies) copy.destroy();
    }
  }
}

const largestGrid = 65535;

/** Dispatches so many workgroups, in rows. */
export function dispatch(
  pass: GPUComputePassEncoder,
  pipeline: GPUComputePipeline,
  bindings: GPUBindGroup,
  workgroups: number,
): void {
  const columns = Math.min(workgroups, largestGrid);
  pass.setPipeline(pipeline);
  pass.setBindGroup(0, bindings);
  pass.dispatchWorkgroups(columns, Math.ceil(workgroups / columns));
}

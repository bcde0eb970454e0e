import { checkErrors } from './check-errors.ts';
import type { FoundAdapter } from './find-adapter.ts';
import { bufferUsage } from './flags.ts';

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

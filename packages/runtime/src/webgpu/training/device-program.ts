import { itemOf } from '@resnet-compile/ir';
import type { Binding, DeviceProgramPlan, Grid } from '@resnet-compile/plan/webgpu-training';
import { packParameter } from './pack-parameter.ts';
import type { ProgramParameters } from './parameter-buffers.ts';
import { dispatch, type WatchedDevice } from './watched-device.ts';

interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly grid: Grid;
  readonly bindings: GPUBindGroup;
}

const partsOf = ({ units, grain, most, perImage }: Grid, batch: number): number =>
  Math.min(Math.ceil((units * (perImage ? batch : 1)) / grain), most);

/** Of a uniform, the default minUniformBufferOffsetAlignment. */
const align = (bytes: number): number => Math.max(Math.ceil(bytes / 256), 1) * 256;

/** A program over parameters that are on the device, with activations for batches up to its capacity. */
export class DeviceProgram {
  readonly plan: DeviceProgramPlan;
  readonly tensors: GPUBuffer;
  /** The batch, and the key of the masks. */
  readonly run: GPUBuffer;
  capacity = 0;
  activations: readonly GPUBuffer[] = [];
  readonly #device: WatchedDevice;
  readonly #shared: ProgramParameters;
  readonly #places: GPUBuffer;
  /** Where each list of numbers lies, in bytes. */
  readonly #ranges: readonly { readonly offset: number; readonly size: number }[];
  readonly #pipelines: readonly GPUComputePipeline[];
  /** Once there is room for a batch. */
  #steps: readonly Step[] = [];
  #scratch: GPUBuffer | undefined;
  #batch = 0;

  static async create(
    device: WatchedDevice,
    plan: DeviceProgramPlan,
    shared: ProgramParameters,
  ): Promise<DeviceProgram> {
    const nameOf = (index: number): string => plan.dispatches.find(({ shader }) => shader === index)?.name ?? '';
    return new DeviceProgram(
      device,
      plan,
      shared,
      await Promise.all(plan.shaders.map((code, index) => device.pipeline(nameOf(index), code))),
    );
  }

  constructor(
    device: WatchedDevice,
    plan: DeviceProgramPlan,
    shared: ProgramParameters,
    pipelines: readonly GPUComputePipeline[],
  ) {
    this.#device = device;
    this.#shared = shared;
    this.plan = plan;
    this.tensors = device.buffer('tensors', plan.tensorsBytes);
    this.run = device.uniform('run', 16);
    let end = 0;
    const lists = plan.places.map((places) => {
      const size = align(places.length * 4);
      return { places, offset: (end += size) - size, size };
    });
    this.#ranges = lists.map(({ offset, size }) => ({ offset, size }));
    this.#places = device.uniform('places', align(end));
    for (const { places, offset } of lists)
      device.device.queue.writeBuffer(this.#places, offset, Uint32Array.from(places));
    for (const { values, ...block } of plan.constants) {
      const f = new Float32Array(block.size / 4);
      packParameter({ ...block, offset: 0 }, Float32Array.from(values), f);
      device.device.queue.writeBuffer(this.tensors, block.offset, f);
    }
    this.#pipelines = pipelines;
  }

  /** Bytes of a batch's activations and partial results. */
  bytes(batch: number): number {
    return this.plan.buffers.reduce((sum, { perImage }) => sum + perImage, 0) * batch + this.#scratchBytes(batch);
  }

  /** Makes room for a batch; larger ones serve smaller ones as well. */
  reserve(batch: number): void {
    if (batch <= this.capacity) return;
    this.release();
    this.activations = this.plan.buffers.map(({ name, perImage }) => this.#device.buffer(name, perImage * batch));
    const scratch = (this.#scratch = this.#device.buffer('scratch', this.#scratchBytes(batch)));
    this.#steps = this.plan.dispatches.map(({ shader, grid, bindings }) => {
      const pipeline = itemOf(this.#pipelines, shader);
      const resources = bindings.map((binding) => this.#resource(binding, scratch));
      return { pipeline, grid, bindings: this.#device.bind(pipeline, resources) };
    });
    this.capacity = batch;
  }

  /** What the program reads of the parameters' vectors and running statistics: first of all. */
  copyVectors(encoder: GPUCommandEncoder): void {
    const {
      plan: {
        parameters: { vectors, statistics },
      },
      parameters,
      statistics: running,
    } = this.#shared;
    if (vectors.bytes) encoder.copyBufferToBuffer(parameters, vectors.offset, this.tensors, 0, vectors.bytes);
    if (statistics.bytes) encoder.copyBufferToBuffer(running, 0, this.tensors, statistics.offset, statistics.bytes);
  }

  /** Says how large the batch of the next submit is. */
  writeBatch(batch: number): void {
    if (batch !== this.#batch) this.#device.device.queue.writeBuffer(this.run, 0, new Uint32Array([batch]));
    this.#batch = batch;
  }

  /** Encodes all kernels; `after` sees each dispatch. */
  encode(pass: GPUComputePassEncoder, batch: number, after?: (index: number) => void): void {
    this.#steps.forEach(({ pipeline, grid, bindings }, index) => {
      dispatch(pass, pipeline, bindings, Math.ceil((partsOf(grid, batch) * grid.tiles) / grid.size));
      after?.(index);
    });
  }

  release(): void {
    for (const buffer of [...this.activations, this.#scratch]) buffer?.destroy();
    this.activations = [];
    this.#scratch = undefined;
    this.capacity = 0;
  }

  #scratchBytes(batch: number): number {
    return this.plan.dispatches.reduce(
      (most, { grid, scratch = 0 }) => Math.max(most, partsOf(grid, batch) * scratch),
      16,
    );
  }

  #resource(binding: Binding, scratch: GPUBuffer): GPUBufferBinding {
    switch (binding.kind) {
      case 'run':
        return { buffer: this.run };
      case 'places':
        return { buffer: this.#places, ...itemOf(this.#ranges, binding.index) };
      case 'parameters':
      case 'gradients': {
        const { offset, size } = itemOf(this.#shared.plan.parameters.blocks, binding.block);
        return { buffer: this.#shared[binding.kind], offset, size };
      }
      case 'constant': {
        const { offset, size } = itemOf(this.plan.constants, binding.index);
        return { buffer: this.tensors, offset, size };
      }
      case 'tensors':
        return { buffer: this.tensors };
      case 'scratch':
        return { buffer: scratch };
      case 'control':
        return { buffer: this.#shared.control };
      case 'activation':
        return { buffer: itemOf(this.activations, binding.index) };
    }
  }
}

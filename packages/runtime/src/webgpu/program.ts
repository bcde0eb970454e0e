import { imageBytes, partsOf, scratchBytes } from '@resnet-compile/plan/memory';
import { workgroupSize, type Binding, type Grid, type ProgramPlan } from '@resnet-compile/plan/webgpu';
import { itemOf } from '@resnet-compile/ir';
import { dispatch, type WatchedDevice } from './watched-device.ts';

interface Step {
  readonly pipeline: GPUComputePipeline;
  readonly grid: Grid;
  readonly bindings: GPUBindGroup;
}

/** What a program's owner has. */
type Owned = Exclude<Binding, readonly [kind: 'numbers' | 'activation', index: number]>;
export type ResourceOf = (binding: Owned, scratch: GPUBuffer) => GPUBufferBinding;

/** The default minUniformBufferOffsetAlignment. */
const align = (bytes: number): number => Math.max(Math.ceil(bytes / 256), 1) * 256;

/** A program on the device, with activations for batches up to its capacity. */
export class Program<Plan extends ProgramPlan = ProgramPlan> {
  readonly plan: Plan;
  /** The batch, and the key of the masks. */
  readonly run: GPUBuffer;
  capacity = 0;
  activations: readonly GPUBuffer[] = [];
  readonly #device: WatchedDevice;
  readonly #resourceOf: ResourceOf;
  readonly #numbers: GPUBuffer;
  /** Where each list of numbers lies, in bytes. */
  readonly #ranges: readonly { readonly offset: number; readonly size: number }[];
  readonly #pipelines: readonly GPUComputePipeline[];
  /** Once there is room for a batch. */
  #steps: readonly Step[] = [];
  #scratch: GPUBuffer | undefined;
  #batch = 0;

  /**
   * Compiles all shaders at once: the host works on as many of them side by side as it likes.
   *
   * @param onShader called with how many are done
   * @throws {Error} naming the kernel whose shader is refused, with the device's message.
   */
  static async create<Plan extends ProgramPlan>(
    device: WatchedDevice,
    plan: Plan,
    resourceOf: ResourceOf,
    onShader: (done: number) => void = () => undefined,
  ): Promise<Program<Plan>> {
    const nameOf = (index: number): string => plan.dispatches.find(({ shader }) => shader === index)?.name ?? '';
    let done = 0;
    const pipelines = plan.shaders.map(async (code, index) => {
      const pipeline = await device.pipeline(nameOf(index), code);
      onShader(++done);
      return pipeline;
    });
    return new Program(device, plan, resourceOf, await Promise.all(pipelines));
  }

  constructor(device: WatchedDevice, plan: Plan, resourceOf: ResourceOf, pipelines: readonly GPUComputePipeline[]) {
    this.#device = device;
    this.#resourceOf = resourceOf;
    this.#pipelines = pipelines;
    this.plan = plan;
    this.run = device.uniform('run', 16);
    let end = 0;
    const sizes = plan.numbers.map(({ length }) => align(length * 4));
    this.#ranges = sizes.map((size) => ({ offset: (end += size) - size, size }));
    this.#numbers = device.uniform('numbers', align(end));
    const words = new Uint32Array(end / 4);
    plan.numbers.forEach((numbers, index) => words.set(numbers, itemOf(this.#ranges, index).offset / 4));
    // Deno 2.9 panics where nothing is written.
    if (words.length) device.device.queue.writeBuffer(this.#numbers, 0, words);
  }

  /** Bytes of a batch's activations and partial results. */
  bytes(batch: number): number {
    return imageBytes(this.plan) * batch + scratchBytes(this.plan, batch);
  }

  /** Makes room for a batch; larger ones serve smaller ones as well. */
  reserve(batch: number): void {
    if (batch <= this.capacity) return;
    this.release();
    this.activations = this.plan.buffers.map(({ name, perImage }) => this.#device.buffer(name, perImage * batch));
    const scratch = (this.#scratch = this.#device.buffer('scratch', scratchBytes(this.plan, batch)));
    this.#steps = this.plan.dispatches.map(({ shader, grid, bindings }) => {
      const pipeline = itemOf(this.#pipelines, shader);
      const resources = bindings.map((binding) => this.#bind(binding, scratch));
      return { pipeline, grid, bindings: this.#device.bind(pipeline, [{ buffer: this.run }, ...resources]) };
    });
    this.capacity = batch;
  }

  release(): void {
    for (const buffer of [...this.activations, this.#scratch]) buffer?.destroy();
    this.activations = [];
    this.#steps = [];
    this.#scratch = undefined;
    this.capacity = 0;
  }

  /** Says how large the batch of the next submit is. */
  writeBatch(batch: number): void {
    if (batch !== this.#batch) this.#device.device.queue.writeBuffer(this.run, 0, new Uint32Array([batch]));
    this.#batch = batch;
  }

  /** Encodes the first `dispatches`, all by default; `after` sees each. */
  encode(
    pass: GPUComputePassEncoder,
    batch: number,
    after?: (index: number) => void,
    dispatches = this.#steps.length,
  ): void {
    for (let index = 0; index < dispatches; index++) {
      this.encodeOne(pass, batch, index);
      after?.(index);
    }
  }

  encodeOne(pass: GPUComputePassEncoder, batch: number, index: number): void {
    const { pipeline, grid, bindings } = itemOf(this.#steps, index);
    dispatch(pass, pipeline, bindings, Math.ceil((partsOf(grid, batch) * grid.tiles) / workgroupSize));
  }

  #bind(binding: Binding, scratch: GPUBuffer): GPUBufferBinding {
    switch (binding[0]) {
      case 'numbers':
        return { buffer: this.#numbers, ...itemOf(this.#ranges, binding[1]) };
      case 'activation':
        return { buffer: itemOf(this.activations, binding[1]) };
      default:
        return this.#resourceOf(binding, scratch);
    }
  }
}

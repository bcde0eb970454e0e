import { found, itemOf, stepsOf, strides, type Kernel, type KernelProgram } from '@resnet-compile/ir';
import { gradientsOfFilters } from '../gradients-of-filters.ts';
import { filtersOf } from '../operands.ts';
import type { Binding, Dispatch } from '@resnet-compile/plan/webgpu';
import { ProgramBuilder } from '../program-builder.ts';
import { softwareWebgpuTrainingTarget } from '../target.ts';
import { TensorPlaces } from './tensor-places.ts';
import { standardizedFilters } from './lay-out-parameters.ts';
import type { ParameterBlock, ParametersPlan, StepPlan } from '@resnet-compile/plan/webgpu-training';

/** Collects the dispatches of a step, whose parameters stay on the device: they read and write blocks of them, and tensors. */
export class StepBuilder extends ProgramBuilder {
  /** Parts of a batch whose losses are added. */
  readonly accumulate: number;
  readonly tensors: TensorPlaces;
  /** Whether a workgroup's invocations load for each other, which saves nothing where they are one processor's. */
  readonly sharesMemory: boolean;
  readonly #targets: string | undefined;
  readonly #lengths: ReadonlyMap<string, number>;
  /** The block of the parameter that a prepared tensor is, or whose gradient a tensor is. */
  readonly #blocks = new Map<string, number>();
  /** Parts of gradients that are added to others. */
  readonly #added = new Set<string>();
  readonly #parameters: ParametersPlan;
  readonly #standardized: readonly ParameterBlock[];

  constructor(program: KernelProgram, parameters: ParametersPlan, accumulate: number) {
    super(program);
    this.accumulate = accumulate;
    this.sharesMemory = program.target !== softwareWebgpuTrainingTarget.name;
    this.#targets = program.targets;
    this.#lengths = new Map([...program.tensors, ...program.prepare].map(({ id, shape }) => [id, shape[0] ?? 1]));
    this.tensors = new TensorPlaces(program, parameters);
    const indexOf = new Map(parameters.blocks.map(({ name }, index) => [name, index]));
    const place = (tensor: string, parameter: string): void => {
      const block = indexOf.get(parameter);
      if (block !== undefined) this.#blocks.set(tensor, block);
    };
    for (const step of program.prepare) if (step.op === 'parameter') place(step.id, step.attributes.name);
    for (const { name, tensor } of program.results)
      if (name.startsWith('gradient ')) place(tensor, name.slice('gradient '.length));
    for (const { parameter, parts } of gradientsOfFilters(program))
      for (const [index, part] of parts.entries()) {
        place(part, parameter);
        if (index > 0) this.#added.add(part);
      }
    this.#parameters = parameters;
    this.#standardized = standardizedFilters(program, parameters);
  }

  override finish(): StepPlan {
    const { bytes, constants, copies, recent } = this.tensors;
    if (this.#targets === undefined) throw new Error('a training step was given whose program has no targets');
    return {
      ...super.finish(),
      targets: this.mapOf(this.#targets),
      tensorsBytes: bytes,
      constants,
      standardized: this.#standardized,
      copies,
      recent,
    };
  }

  /** Elements of a vector that is computed or read. */
  lengthOf(id: string): number {
    return this.#lengths.get(id) ?? 1;
  }

  /** The filters of a kernel that has some. */
  filters(kernel: Kernel): readonly Binding[] {
    const id = filtersOf(kernel);
    if (id === undefined) return [];
    if (this.#blocks.has(id)) return [this.parameter(id)];
    if (this.#standardized.some(({ name }) => name === id)) return [this.standardizedFilters(id)];
    return [['constant', this.tensors.filters(id)]];
  }

  parameter(id: string): Binding {
    return ['parameters', found(this.#blocks, id)];
  }

  /** Where a parameter's values lie. */
  blockOf(id: string): ParameterBlock {
    return itemOf(this.#parameters.blocks, found(this.#blocks, id));
  }

  standardizedFilters(id: string): Binding {
    return ['standardized', this.#standardized.findIndex(({ name }) => name === id)];
  }

  /** Whether a part of a gradient is added to what is there. */
  isAdded(id: string): boolean {
    return this.#added.has(id);
  }

  /** Where the gradient of a parameter goes. */
  gradient(id: string): Binding {
    return ['gradients', found(this.#blocks, id)];
  }

  /** The map that a kernel completes, where it stores all channels of it. */
  resultOf(kernel: Kernel): Pick<Dispatch, 'result'> {
    const buffer = stepsOf(kernel, 'store').at(-1)?.writes[0];
    if (buffer === undefined || kernel.shape[0] !== this.bufferOf(buffer).shape[0]) return {};
    return { result: { buffer: this.placeOf(buffer), perImage: strides(this.bufferOf(buffer)).image * 4 } };
  }
}

import { found, stepsOf, strides, type BufferDeclaration, type Kernel, type KernelProgram } from '@resnet-compile/ir';
import { groupsOf } from '../convolution-shape.ts';
import { filtersOf } from '../operands.ts';
import type { MapPlan } from '@resnet-compile/plan/webgpu';
import { shareBuffers } from '../share-buffers.ts';
import { workgroupSize } from '../wgsl/emit-shader.ts';
import { shaderTexts } from '../wgsl/shader-texts.ts';
import { TensorPlaces } from './tensor-places.ts';
import type {
  Binding,
  DeviceProgramPlan,
  Grid,
  ParametersPlan,
  TrainingDispatch,
  VectorCopy,
} from '@resnet-compile/plan/webgpu-training';

export type DeviceProgram = DeviceProgramPlan & { readonly copies: readonly VectorCopy[]; readonly recent: number };

/** Collects the dispatches of a program, and says what they bind to its buffers and tensors. */
export class DeviceProgramBuilder {
  /** Parts of a batch whose losses are added. */
  readonly accumulate: number;
  readonly tensors: TensorPlaces;
  readonly textOf = shaderTexts();
  readonly #program: KernelProgram;
  readonly #buffers: ReadonlyMap<string, BufferDeclaration>;
  readonly #lengths: ReadonlyMap<string, number>;
  readonly #shared: ReturnType<typeof shareBuffers>;
  readonly #shaders = new Map<string, number>();
  readonly #places: (readonly number[])[] = [];
  readonly #dispatches: TrainingDispatch[] = [];
  /** The block of the parameter that a prepared tensor is, or whose gradient a tensor is. */
  readonly #blocks = new Map<string, number>();

  constructor(program: KernelProgram, parameters: ParametersPlan, accumulate: number) {
    this.#program = program;
    this.accumulate = accumulate;
    this.#buffers = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
    this.#lengths = new Map([...program.tensors, ...program.prepare].map(({ id, shape }) => [id, shape[0] ?? 1]));
    this.#shared = shareBuffers(program);
    this.tensors = new TensorPlaces(program, parameters);
    const indexOf = new Map(parameters.blocks.map(({ name }, index) => [name, index]));
    const place = (tensor: string, parameter: string): void => {
      const block = indexOf.get(parameter);
      if (block !== undefined) this.#blocks.set(tensor, block);
    };
    for (const step of program.prepare) if (step.op === 'parameter') place(step.id, step.attributes.name);
    for (const { name, tensor } of program.results)
      if (name.startsWith('gradient ')) place(tensor, name.slice('gradient '.length));
  }

  /** A dispatch. `completes`: the kernel whose map is there after it. */
  add(
    name: string,
    shader: string,
    bindings: readonly Binding[],
    grid: Grid,
    { scratch, completes }: { readonly scratch?: number; readonly completes?: Kernel } = {},
  ): void {
    const index = this.#shaders.get(shader) ?? this.#shaders.size;
    this.#shaders.set(shader, index);
    this.#dispatches.push({
      name,
      shader: index,
      bindings,
      grid,
      ...(scratch === undefined ? {} : { scratch }),
      ...(completes ? this.#resultOf(completes) : {}),
    });
  }

  finish(): DeviceProgram {
    const { input, output, targets } = this.#program;
    return {
      shaders: [...this.#shaders.keys()],
      buffers: this.#shared.buffers,
      input: this.#mapOf(input),
      output: this.#mapOf(output),
      ...(targets === undefined ? {} : { targets: this.#mapOf(targets) }),
      dispatches: this.#dispatches,
      places: this.#places,
      tensorsBytes: this.tensors.bytes,
      constants: this.tensors.constants,
      copies: this.tensors.copies,
      recent: this.tensors.recent,
    };
  }

  /** Elements of a vector that is computed or read. */
  lengthOf(id: string): number {
    return this.#lengths.get(id) ?? 1;
  }

  readonly bufferOf = (id: string): BufferDeclaration => found(this.#buffers, id);

  readonly activation = (id: string): Binding => ({
    kind: 'activation',
    index: found(this.#shared.indexOf, id),
  });

  /** The filters of a kernel that has some. */
  filters(kernel: Kernel): readonly Binding[] {
    const id = filtersOf(kernel);
    if (id === undefined) return [];
    const block = this.#blocks.get(id);
    return [
      block === undefined
        ? { kind: 'constant', index: this.tensors.filters(id, groupsOf(kernel)) }
        : { kind: 'parameters', block },
    ];
  }

  /** Where the gradient of a parameter goes. */
  gradient(id: string): Binding {
    return { kind: 'gradients', block: found(this.#blocks, id) };
  }

  numbers(numbers: readonly number[]): Binding {
    return { kind: 'places', index: this.#places.push(numbers) - 1 };
  }

  /** The map that a kernel completes, where it stores all channels of it. */
  #resultOf(kernel: Kernel): Pick<TrainingDispatch, 'result'> {
    const buffer = stepsOf(kernel, 'store').at(-1)?.writes[0];
    if (buffer === undefined || kernel.shape[0] !== this.bufferOf(buffer).shape[0]) return {};
    return {
      result: { buffer: found(this.#shared.indexOf, buffer), perImage: strides(this.bufferOf(buffer)).image * 4 },
    };
  }

  #mapOf(id: string): MapPlan {
    const { pixel, row, image } = strides(this.bufferOf(id));
    return {
      shape: this.bufferOf(id).shape,
      address: [0, 0],
      pixel: pixel * 4,
      row: row * 4,
      image: image * 4,
      buffer: found(this.#shared.indexOf, id),
    };
  }
}

/** So many invocations, whatever the batch. */
export const fixedGrid = (invocations: number): Grid => ({
  units: 1,
  grain: 1,
  most: 1,
  tiles: invocations,
  perImage: false,
  size: workgroupSize,
});

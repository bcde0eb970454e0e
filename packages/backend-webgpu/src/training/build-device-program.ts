import {
  preparedOf,
  stepsOf,
  strides,
  tensorResultsOf,
  type BufferDeclaration,
  type Kernel,
  type KernelProgram,
} from '@resnet-compile/ir';
import { boundBuffers, deriveShape, describe } from '../derive-shape.ts';
import { filterWindow } from '../filter-window.ts';
import { vectorsOf, type KernelShape } from '../kernel-shape.ts';
import type { MapPlan } from '../plan.ts';
import { shareBuffers } from '../share-buffers.ts';
import { splitWideKernels } from '../split-wide-kernels.ts';
import { emitShader, workgroupSize } from '../wgsl/emit-shader.ts';
import {
  emitMergedSums,
  emitPartialSums,
  emitVectors,
  type ChannelSumsShape,
  type VectorShape,
} from '../wgsl/training/emit-channel-sums.ts';
import { emitCrossEntropy, emitLoss } from '../wgsl/training/emit-cross-entropy.ts';
import {
  emitFilterGradient,
  emitFilterSum,
  filterTiles,
  filterVectors,
} from '../wgsl/training/emit-filter-gradient.ts';
import { phasesOf } from '../wgsl/training/emit-pixels-by-phase.ts';
import { splitAsUniform } from '../wgsl/training/emit-parts.ts';
import { splitOf, type Split } from './split.ts';
import { TensorPlaces } from './tensor-places.ts';
import type {
  Binding,
  DeviceProgramPlan,
  Grid,
  ParametersPlan,
  TrainingDispatch,
  VectorCopy,
} from './training-plan.ts';

type CoreOf<Kind extends Kernel['core']['kind']> = Extract<Kernel['core'], { kind: Kind }>;

/** A program whose parameters stay on the device: its shaders, one per kernel shape, and what to bind to them. */
export function buildDeviceProgram(
  scheduled: KernelProgram,
  parameters: ParametersPlan,
  accumulate: number,
): DeviceProgramPlan & { readonly copies: readonly VectorCopy[]; readonly recent: number } {
  if (scheduled.target !== 'webgpu')
    throw new Error(`the WebGPU backend was given a program for ${scheduled.target ?? 'no target'}`);
  const program = splitWideKernels(
    scheduled,
    (kernel) =>
      Number('weights' in kernel.core) +
      Number(preparedOf({ ...kernel, core: { kind: 'mean', input: '' } }).length > 0),
  );
  return new ProgramBuilder(program, parameters, accumulate).build();
}

class ProgramBuilder {
  readonly #program: KernelProgram;
  readonly #accumulate: number;
  readonly #buffers: ReadonlyMap<string, BufferDeclaration>;
  readonly #shared: ReturnType<typeof shareBuffers>;
  readonly #tensors: TensorPlaces;
  readonly #shaders = new Map<string, number>();
  readonly #places: (readonly number[])[] = [];
  readonly #dispatches: TrainingDispatch[] = [];
  /** The block of the parameter that a prepared tensor is, or whose gradient a tensor is. */
  readonly #blocks = new Map<string, number>();

  constructor(program: KernelProgram, parameters: ParametersPlan, accumulate: number) {
    this.#program = program;
    this.#accumulate = accumulate;
    this.#buffers = new Map(program.buffers.map((buffer) => [buffer.id, buffer]));
    this.#shared = shareBuffers(program);
    this.#tensors = new TensorPlaces(program, parameters);
    const indexOf = new Map(parameters.blocks.map(({ name }, index) => [name, index]));
    for (const step of program.prepare)
      if (step.op === 'parameter' && indexOf.has(step.attributes.name))
        this.#blocks.set(step.id, indexOf.get(step.attributes.name)!);
    for (const { name, tensor } of program.results)
      if (name.startsWith('gradient ')) this.#blocks.set(tensor, indexOf.get(name.slice('gradient '.length))!);
  }

  build(): DeviceProgramPlan & { readonly copies: readonly VectorCopy[]; readonly recent: number } {
    const { kernels, input, output, targets } = this.#program;
    for (let at = 0; at < kernels.length; at++) {
      const kernel = kernels[at]!;
      const { core } = kernel;
      if (core.kind === 'channel_statistics' || core.kind === 'gradient_sums' || core.kind === 'vector') {
        // What follows on the same channels is done in the same dispatch.
        let end = at + 1;
        while (kernels[end]?.core.kind === 'vector' && kernels[end]!.shape[0] === kernel.shape[0]) end++;
        this.#addSums(kernel, kernels.slice(core.kind === 'vector' ? at : at + 1, end));
        at = end - 1;
      } else if (core.kind === 'filter_gradient') this.#addFilterGradient(kernel, core);
      else if (core.kind === 'cross_entropy') this.#addLoss(kernel, core);
      else this.#addMap(kernel);
    }
    return {
      shaders: [...this.#shaders.keys()],
      buffers: this.#shared.buffers,
      input: this.#mapOf(input),
      output: this.#mapOf(output),
      ...(targets === undefined ? {} : { targets: this.#mapOf(targets) }),
      dispatches: this.#dispatches,
      places: this.#places,
      tensorsBytes: this.#tensors.bytes,
      constants: this.#tensors.constants,
      copies: this.#tensors.copies,
      recent: this.#tensors.recent,
    };
  }

  #add(
    name: string,
    shader: string,
    bindings: readonly Binding[],
    grid: Grid,
    rest: Pick<TrainingDispatch, 'scratch' | 'result'> = {},
  ): void {
    if (!this.#shaders.has(shader)) this.#shaders.set(shader, this.#shaders.size);
    this.#dispatches.push({ name, shader: this.#shaders.get(shader)!, bindings, grid, ...rest });
  }

  #addMap(kernel: Kernel): void {
    const shape = deriveShape(kernel, (id) => this.#bufferOf(id), { trained: true });
    const weights: readonly Binding[] =
      'weights' in kernel.core ? [{ kind: 'parameters', block: this.#blocks.get(kernel.core.weights)! }] : [];
    const places = preparedOf({ ...kernel, core: { kind: 'mean', input: '' } }).map((id) =>
      this.#tensors.of(id, kernel.shape[0]),
    );
    const bindings: readonly Binding[] = [
      { kind: 'run' },
      ...weights,
      ...(places.length ? [this.#numbers(places), { kind: 'tensors' } as const] : []),
      ...boundBuffers(kernel).map((id) => this.#activation(id)),
    ];
    this.#add(kernel.name, emitShader(shape), bindings, gridOf(shape), this.#resultOf(kernel));
  }

  #addSums(kernel: Kernel, tail: readonly Kernel[]): void {
    const {
      core,
      name,
      shape: [channels],
    } = kernel;
    const vectors = vectorsOf(channels);
    const places: number[] = [];
    const place = (id: string): number => {
      const at = this.#tensors.of(id, channels);
      return places.includes(at) ? places.indexOf(at) : places.push(at) - 1;
    };
    const sums =
      core.kind === 'vector'
        ? undefined
        : this.#addPartialSums(kernel, core as CoreOf<'channel_statistics' | 'gradient_sums'>, place);
    const steps = tail.map(({ core: step }): VectorShape => {
      const { inputs, results, kind: _, ...op } = step as CoreOf<'vector'>;
      const { count: __, ...shape } = { count: undefined, ...op };
      return { ...shape, inputs: inputs.map(place), results: results.map(place) } as VectorShape;
    });
    const counts = tail.flatMap(({ core: step }) => ('count' in step ? [step.count as number] : []));
    const split = sums?.split ?? { units: counts[0] ?? 1, grain: 1, most: 1 };
    if (counts.some((count) => count !== split.units))
      throw new Error(`kernel ${name}: vectors of ${counts.join(', ')} values each`);
    const given: readonly Binding[] = [
      { kind: 'run' },
      this.#numbers([...splitAsUniform(vectors, split), ...places]),
      { kind: 'tensors' },
    ];
    if (!sums) return this.#add(name, emitVectors(steps, places.length), given, fixedGrid(vectors));
    this.#add(name, emitMergedSums(sums.shape, steps, places.length), [...given, { kind: 'scratch' }], {
      ...fixedGrid(vectors),
      size: 1,
    });
  }

  /** Leaves the parts' sums in the scratch. */
  #addPartialSums(
    { name, shape: [channels, height, width] }: Kernel,
    core: CoreOf<'channel_statistics' | 'gradient_sums'>,
    place: (id: string) => number,
  ): { readonly shape: ChannelSumsShape; readonly split: Split } {
    const vectors = vectorsOf(channels);
    const centred = core.kind === 'gradient_sums' ? core.centred : undefined;
    const shape: ChannelSumsShape =
      core.kind === 'channel_statistics'
        ? { kind: core.kind, mean: place(core.mean), variance: place(core.variance) }
        : { kind: core.kind, sum: place(core.sum), product: centred ? place(centred.product) : null };
    const bytes = vectors * 16 * (core.kind === 'channel_statistics' || centred ? 2 : 1);
    const split = splitOf(height * width, { tiles: vectors, bytes, work: 1 });
    this.#add(
      `${name}.parts`,
      emitPartialSums(core.kind, centred !== undefined),
      [
        { kind: 'run' },
        this.#numbers([
          ...splitAsUniform(vectors, split),
          ...(centred ? [this.#tensors.of(centred.mean, channels)] : []),
        ]),
        ...(centred ? [{ kind: 'tensors' } as const] : []),
        this.#activation(core.input),
        ...(centred ? [this.#activation(centred.source)] : []),
        { kind: 'scratch' },
      ],
      { ...split, tiles: vectors, perImage: true, size: workgroupSize },
      { scratch: bytes },
    );
    return { shape, split };
  }

  #addFilterGradient({ name }: Kernel, core: CoreOf<'filter_gradient'>): void {
    const { input, source, result, kernel, stride, padding, groups } = core;
    const [dy, x] = [describe(this.#bufferOf(input), 0), describe(this.#bufferOf(source), 1)];
    const filters = filterWindow(dy.channels, x.channels, groups);
    const two = (count: number): number => (count % 2 === 0 && groups === 1 ? 2 : 1);
    const shape = {
      dy,
      x,
      grouped: groups > 1,
      filters,
      kernel,
      stride,
      padding,
      tile: [two(Math.ceil(filters.rows / 4)), two(vectorsOf(dy.channels))] as const,
    };
    const vectors = filterVectors(shape);
    const split = splitOf(dy.map[0], { tiles: filterTiles(shape), bytes: vectors * 16, work: dy.map[1] });
    this.#add(
      `${name}.parts`,
      emitFilterGradient({ ...shape, split }),
      [{ kind: 'run' }, this.#activation(input), this.#activation(source), { kind: 'scratch' }],
      { ...split, tiles: filterTiles(shape), perImage: true, size: workgroupSize },
      { scratch: vectors * 16 },
    );
    this.#add(
      name,
      emitFilterSum(),
      [
        { kind: 'run' },
        this.#numbers(splitAsUniform(vectors, split)),
        { kind: 'scratch' },
        { kind: 'gradients', block: this.#blocks.get(result)! },
      ],
      fixedGrid(vectors),
    );
  }

  #addLoss(kernel: Kernel, core: CoreOf<'cross_entropy'>): void {
    const [store, ...more] = kernel.epilogue;
    if (store?.op !== 'store' || more.length) throw new Error('the gradient of the loss has an epilogue of its own');
    const pitch = (id: string): number => strides(this.#bufferOf(id)).image;
    const shape = {
      classes: kernel.shape[0],
      pitches: { logits: pitch(core.input), targets: pitch(core.targets), gradient: pitch(store.buffer) },
      labelSmoothing: core.labelSmoothing,
    };
    this.#add(
      kernel.name,
      emitCrossEntropy(shape),
      [
        { kind: 'run' },
        this.#activation(core.input),
        this.#activation(core.targets),
        this.#activation(store.buffer),
        { kind: 'scratch' },
      ],
      { units: 1, grain: 1, most: 2 ** 31, tiles: 1, perImage: true, size: 1 },
      { scratch: 16 },
    );
    this.#add(
      `${kernel.name}.sum`,
      emitLoss(this.#accumulate),
      [{ kind: 'run' }, { kind: 'scratch' }, { kind: 'control' }],
      { ...fixedGrid(1), size: 1 },
    );
  }

  #bufferOf(id: string): BufferDeclaration {
    return this.#buffers.get(id)!;
  }

  #activation(id: string): Binding {
    return { kind: 'activation', index: this.#shared.indexOf.get(id)! };
  }

  #numbers(numbers: readonly number[]): Binding {
    if (numbers.length > 64)
      throw new Error(`a kernel has a uniform of ${numbers.length} numbers; 64 are expected at most`);
    return { kind: 'places', index: this.#places.push(numbers) - 1 };
  }

  /** The map that a kernel completes, where it stores all channels of it. */
  #resultOf(kernel: Kernel): Pick<TrainingDispatch, 'result'> {
    const store = stepsOf(kernel, 'store').at(-1);
    if (!store || tensorResultsOf(kernel).length || kernel.shape[0] !== this.#bufferOf(store.buffer).shape[0])
      return {};
    return {
      result: {
        buffer: this.#shared.indexOf.get(store.buffer)!,
        perImage: strides(this.#bufferOf(store.buffer)).image * 4,
      },
    };
  }

  #mapOf(id: string): MapPlan {
    const { pixel, row, image } = strides(this.#bufferOf(id));
    return {
      shape: this.#bufferOf(id).shape,
      address: [0, 0],
      pixel: pixel * 4,
      row: row * 4,
      image: image * 4,
      buffer: this.#shared.indexOf.get(id)!,
    };
  }
}

const fixedGrid = (invocations: number): Grid => ({
  units: 1,
  grain: 1,
  most: 1,
  tiles: invocations,
  perImage: false,
  size: workgroupSize,
});

/** One invocation for each tile of pixels and of channels; strided input gradients go by phase. */
function gridOf({ map, channels, tile, core }: KernelShape): Grid {
  const tiles = vectorsOf(channels) / tile.vectors;
  const grid = { grain: tile.pixels, most: 2 ** 31, perImage: true, size: workgroupSize };
  if (core.kind !== 'input_gradient' || core.stride.every((stride) => stride === 1))
    return { ...grid, units: map[0] * map[1], tiles };
  const {
    rows,
    columns,
    map: [height, width],
  } = phasesOf(map, core.stride);
  return { ...grid, units: height * width, tiles: tiles * rows * columns };
}

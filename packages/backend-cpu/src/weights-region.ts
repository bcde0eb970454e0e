import { tensorResultsOf, type Kernel, type KernelProgram } from '@resnet-compile/ir';
import { padded } from './access.ts';
import type { CoreShape, KernelShape } from './kernel-shape.ts';
import type { Phase } from './phase.ts';
import type { Packing, ResultPlan } from './plan.ts';

type FilterPacking = Extract<Packing, { kind: 'filters' }>;

/**
 * The fixed part of the memory: a place and a packing for every prepared tensor that kernels read, once for all kernels
 * that share it, and a place for every tensor that they compute.
 */
export class WeightsRegion {
  readonly packings: Packing[] = [];
  /** Where each dropout layer's key lies. */
  readonly keys = new Map<number, number>();
  end: number;
  readonly #shapes: ReadonlyMap<string, readonly number[]>;
  /** How computed filters lie. */
  readonly #filterResults = new Map<string, FilterPacking>();
  readonly #known = new Map<string, number>();
  readonly #tensors = new Map<string, number>();

  constructor(program: KernelProgram, start: number) {
    this.end = start;
    this.#shapes = new Map([...program.prepare, ...program.tensors].map(({ id, shape }) => [id, shape]));
    const vectors = new Set(
      program.kernels.filter(({ core }) => core.kind !== 'filter_gradient').flatMap(tensorResultsOf),
    );
    for (const { id, shape } of program.tensors)
      if (vectors.has(id)) this.#tensors.set(id, this.#reserve(padded(shape[0] ?? 1)));
  }

  /** Addresses by the names of `addressNames`; `transform`: the kernel that transforms the filters for Winograd's algorithm. */
  place(kernel: Kernel, shape: KernelShape, phase?: Phase, transform?: number): ReadonlyMap<string, number> {
    const addresses = new Map<string, number>();
    const { core, epilogue } = kernel;
    const vector = (name: string, id: string): void => void addresses.set(name, this.vector(id));
    const mask = (name: string, before: number, after: number): void => {
      const first = Math.max(0, before);
      addresses.set(name, this.#mask(first, kernel.shape[0] - first - Math.max(0, after), shape));
    };
    if ('weights' in core) addresses.set('weights', this.#filters(kernel, shape, phase, transform));
    if (core.kind === 'copy') mask('mask', core.view.before, core.view.after);
    if (core.kind === 'channel_statistics') {
      vector('mean', core.mean);
      vector('variance', core.variance);
    }
    if (core.kind === 'gradient_sums') {
      vector('sum', core.sum);
      if (core.centred) {
        vector('mean', core.centred.mean);
        vector('product', core.centred.product);
      }
    }
    epilogue.forEach((step, index) => {
      if (step.op === 'dropout') addresses.set(`key${index}`, this.#key(step.key));
      if (step.op === 'bias') vector(`bias${index}`, step.values);
      if (step.op === 'affine' || step.op === 'normalize') vector(`shift${index}`, step.shift);
      if (step.op === 'affine' || step.op === 'normalize' || step.op === 'add_normalized')
        vector(`scale${index}`, step.scale);
      if (step.op === 'normalize' || step.op === 'add_normalized') vector(`mean${index}`, step.mean);
      if (step.op === 'add' && (step.view.before || step.view.after))
        mask(`mask${index}`, step.view.before, step.view.after);
    });
    return addresses;
  }

  /** A vector of channels: one that kernels compute, or a prepared one. */
  vector(id: string): number {
    const tensor = this.#tensors.get(id);
    if (tensor !== undefined) return tensor;
    const description = { kind: 'vector', source: id } as const;
    return this.#placed(description, padded(this.#shapes.get(id)![0]!), (address) => ({ ...description, address }));
  }

  /** The place of the filters that a gradient kernel computes. */
  filterResult({ core }: Kernel, derived: Extract<CoreShape, { kind: 'filter_gradient' }>): FilterPacking {
    if (core.kind !== 'filter_gradient') throw new Error('no filters are computed here');
    const [out, perGroup, kh = 1, kw = 1] = this.#shapes.get(core.result) as readonly [
      number,
      number,
      number?,
      number?,
    ];
    const address = this.#reserve(
      derived.outChannels * derived.groups * derived.kernel[0] * derived.kernel[1] * derived.inChannels,
    );
    const packing: FilterPacking = {
      kind: 'filters',
      source: core.result,
      transposed: false,
      taps: tapsOf(range(kh), range(kw), kw),
      shape: [out, perGroup, kh, kw],
      groups: core.groups,
      mergedGroups: derived.groups,
      inChannels: (derived.inChannels * derived.kernel[1]) / kw,
      address,
    };
    this.#filterResults.set(core.result, packing);
    return packing;
  }

  /** Where a tensor lies that a training step hands on. */
  result(name: string, tensor: string): ResultPlan {
    const length = this.#shapes.get(tensor)!.reduce((product, extent) => product * extent, 1);
    const packing = this.#filterResults.get(tensor);
    return packing
      ? { name, address: packing.address, packing, length }
      : { name, address: this.vector(tensor), length };
  }

  #filters(
    { core }: Kernel,
    { core: derived, paddedChannels }: KernelShape,
    phase: Phase | undefined,
    transform: number | undefined,
  ): number {
    if (!('weights' in core) || (derived.kind !== 'convolution' && derived.kind !== 'winograd'))
      throw new Error('filters of a kernel without filters');
    const source = core.weights;
    const [out, perGroup, kh = 1, kw = 1] = this.#shapes.get(source) as readonly [number, number, number?, number?];
    const [rows, columns] = phase ? [phase.rows, phase.columns] : [range(kh), range(kw)];
    const winograd = derived.kind === 'winograd';
    const inChannels = winograd
      ? derived.inChannels
      : derived.pieces === 1 && derived.groups === 1
        ? derived.run / (columns.length || 1)
        : derived.run;
    const description = {
      kind: 'filters',
      source,
      transposed: core.kind === 'input_gradient',
      taps: tapsOf(rows, columns, kw),
      shape: [out, perGroup, kh, kw],
      groups: 'groups' in core ? core.groups : 1,
      mergedGroups: winograd ? 1 : derived.groups,
      inChannels,
      ...(transform === undefined ? {} : { transform }),
    } as const;
    const taps = winograd ? (derived.outputs + 2) ** 2 : rows.length * columns.length;
    return this.#placed(description, paddedChannels * taps * inChannels, (address) => ({ ...description, address }));
  }

  /** The place of a layer's mask key, which the runtime draws for every step. */
  #key(key: number): number {
    if (!this.keys.has(key)) this.keys.set(key, this.#reserve(4));
    return this.keys.get(key)!;
  }

  #mask(before: number, channels: number, { paddedChannels }: KernelShape): number {
    const description = { kind: 'mask', before, channels } as const;
    return this.#placed({ ...description, paddedChannels }, paddedChannels, (address) => ({ ...description, address }));
  }

  #placed(description: object, floats: number, make: (address: number) => Packing): number {
    const key = JSON.stringify(description);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const address = this.#reserve(floats);
    this.#known.set(key, address);
    this.packings.push(make(address));
    return address;
  }

  #reserve(floats: number): number {
    const address = this.end;
    this.end = address + Math.ceil((floats * 4) / 64) * 64;
    return address;
  }
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

const tapsOf = (rows: readonly number[], columns: readonly number[], width: number): readonly number[] =>
  rows.flatMap((row) => columns.map((column) => row * width + column));

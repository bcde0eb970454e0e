import {
  found,
  itemOf,
  tensorResultsOf,
  viewOf,
  type CoreKind,
  type CoreOf,
  type FilterGradient,
  type Kernel,
  type KernelProgram,
  type Operation,
  type StepOf,
  type View,
} from '@resnet-compile/ir';
import { padded } from './access.ts';
import type { Code } from './codes.ts';
import { filtersOfGradient } from './filters-of-gradient.ts';
import type { CoreShape, CoreShapeOf, KernelShape } from './kernel-shape.ts';
import type { Phase } from './phase.ts';
import type { Packing, ResultPlan } from '@resnet-compile/plan/cpu';

type FilterPacking = Extract<Packing, { kind: 'filters' }>;

/** Of which the last two are made as results are read. */
const makesFilters = new Set<CoreKind>(['filter_gradient', 'filter_sum', 'standardize_filters_gradient']);

/** Addresses of a kernel's operands, in their order; undefined for what lies in the arena. */
export type Places = readonly (number | undefined)[];

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
      program.kernels.filter(({ core }) => !makesFilters.has(core.kind)).flatMap(tensorResultsOf),
    );
    for (const { id, shape } of program.tensors)
      if (vectors.has(id)) this.#tensors.set(id, this.#reserve(padded(countOf(shape))));
  }

  /** The places of a kernel's operands. */
  place(kernel: Kernel, { whole: shape, operands, transform }: Code, phase?: Phase): Places {
    const { core } = shape;
    return operands.map(({ part, role, place }): number | undefined => {
      const operation: Operation = part === 'core' ? kernel.core : itemOf(kernel.epilogue, part);
      switch (role) {
        case 'tensor':
          if (part === 'core' && isFiltered(core))
            return this.#filters(kernel, core, shape.paddedChannels, phase, transform);
          return this.vector(itemOf(operation.tensors, place));
        case 'result':
          if (kernel.core.kind === 'filter_gradient') return this.#filterResult(kernel.core, shape);
          return this.vector(itemOf(operation.results, place));
        case 'mask':
          return this.#maskOf(viewOf(itemOf(operation.reads, place)), kernel.shape[0], shape);
        case 'key':
          return this.#key((operation as StepOf<'dropout'>).attributes.key);
        default:
          return undefined;
      }
    });
  }

  /** Elements of a vector. */
  lengthOf(id: string): number {
    return this.#shapes.get(id)?.[0] ?? 1;
  }

  /** A vector of channels, or a filter along them: one that kernels compute, or a prepared one. */
  vector(id: string): number {
    const tensor = this.#tensors.get(id);
    if (tensor !== undefined) return tensor;
    const description = { kind: 'vector', source: id } as const;
    return this.#placed(description, padded(countOf(found(this.#shapes, id))), (address) => ({
      ...description,
      address,
    }));
  }

  /** The place of the filters that a gradient kernel computes. */
  #filterResult({ results: [result], attributes: { groups } }: CoreOf<'filter_gradient'>, shape: KernelShape): number {
    const [out, perGroup, kh = 1, kw = 1] = this.#shapes.get(result) as readonly [number, number, number?, number?];
    const address = this.#reserve(filtersOfGradient(shape) ?? 0);
    const { core } = shape;
    this.#filterResults.set(result, {
      kind: 'filters',
      source: result,
      transposed: false,
      taps: tapsOf(range(kh), range(kw), kw),
      shape: [out, perGroup, kh, kw],
      groups,
      ...(core.kind === 'filter_gradient'
        ? { panelGroups: core.groups, inChannels: (core.inChannels * core.kernel[1]) / kw }
        : { panelGroups: 1, inChannels: perGroup }),
      address,
    });
    return address;
  }

  /** Where a tensor lies that a training step hands on. */
  result(name: string, tensor: string, gradient?: FilterGradient): ResultPlan {
    const length = countOf(found(this.#shapes, tensor));
    if (!gradient) return { name, address: this.vector(tensor), length };
    const parts = gradient.parts.map((id) => found(this.#filterResults, id));
    const { epsilon } = gradient;
    return { name, address: itemOf(parts, 0).address, parts, ...(epsilon === undefined ? {} : { epsilon }), length };
  }

  #filters(
    { core }: Kernel,
    derived: Filtered,
    paddedChannels: number,
    phase: Phase | undefined,
    transform: number | undefined,
  ): number {
    const [source] = core.tensors as readonly [string];
    const [out, perGroup, kh = 1, kw = 1] = this.#shapes.get(source) as readonly [number, number, number?, number?];
    const [rows, columns] = phase ? [phase.rows, phase.columns] : [range(kh), range(kw)];
    const { panelGroups, inChannels } = readsOf(derived, columns.length);
    const description = {
      kind: 'filters',
      source,
      transposed: core.kind === 'input_gradient',
      taps: tapsOf(rows, columns, kw),
      shape: [out, perGroup, kh, kw],
      groups: 'groups' in core.attributes ? core.attributes.groups : 1,
      panelGroups,
      inChannels,
      ...(transform === undefined ? {} : { transform }),
    } as const;
    const taps = derived.kind === 'winograd' ? (derived.outputs + 2) ** 2 : rows.length * columns.length;
    return this.#placed(description, paddedChannels * taps * inChannels, (address) => ({ ...description, address }));
  }

  /** The place of a layer's mask key, which the runtime draws for every step. */
  #key(key: number): number {
    const address = this.keys.get(key) ?? this.#reserve(4);
    this.keys.set(key, address);
    return address;
  }

  #maskOf({ before, after }: View, channels: number, shape: KernelShape): number {
    const first = Math.max(0, before);
    return this.#mask(first, channels - first - Math.max(0, after), shape);
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

const countOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
type Filtered = CoreShapeOf<'convolution'> | CoreShapeOf<'grouped_convolution'> | CoreShapeOf<'winograd'>;

const isFiltered = (core: CoreShape): core is Filtered =>
  core.kind === 'convolution' || core.kind === 'grouped_convolution' || core.kind === 'winograd';

/** The groups that have panels of filters to themselves, and the channels that each result of one reads. */
function readsOf(core: Filtered, columns: number): Pick<FilterPacking, 'panelGroups' | 'inChannels'> {
  if (core.kind === 'grouped_convolution') return { panelGroups: 1, inChannels: core.group.reads };
  if (core.kind === 'winograd') return { panelGroups: 1, inChannels: core.inChannels };
  const { groups, pieces, run } = core;
  return { panelGroups: groups, inChannels: pieces === 1 && groups === 1 ? run / (columns || 1) : run };
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

const tapsOf = (rows: readonly number[], columns: readonly number[], width: number): readonly number[] =>
  rows.flatMap((row) => columns.map((column) => row * width + column));

import {
  coreOf,
  Ids,
  read,
  store,
  type BufferDeclaration,
  type Core,
  type Kernel,
  type MapShape,
  type Node,
  type OpAttributes,
  type ParameterDeclaration,
  type PrepareOp,
  type PrepareStep,
  type Scalar,
  type Step,
  type TensorDeclaration,
  type TensorType,
  type View,
} from '@resnet-compile/ir';

/** What lowering collects, and the few ways in which an op adds to it. */
export class Lowering {
  readonly prepare: PrepareStep[] = [];
  readonly buffers: BufferDeclaration[] = [];
  readonly tensors: TensorDeclaration[] = [];
  readonly kernels: Kernel[] = [];
  /** Kernels that come before all others, so that what they compute is there for any epilogue. */
  readonly ofParameters: Kernel[] = [];
  /** The buffer, tensor or prepared tensor that holds a node's value. */
  readonly #ids = new Map<Node, string>();
  readonly #given = new Ids();
  readonly #prepared = new Set<string>();
  /** Behind the targets, all maps are gradients. */
  #isBackward = false;

  /** @throws {Error} for a node that is not lowered yet. */
  idOf(node: Node): string {
    const id = this.#ids.get(node);
    if (id === undefined) throw new Error(`lower-to-kernels: ${node.op} is read before it is lowered`);
    return id;
  }

  /** The node's value is what `id` holds already. */
  alias(node: Node, id: string): void {
    this.#ids.set(node, id);
  }

  prepareStep(node: Node, inputs: readonly string[]): void {
    const id = this.unique(node.op === 'parameter' ? node.attributes.name : `${node.origin.path ?? 'p'}.${node.op}`);
    this.#ids.set(node, id);
    this.#prepared.add(id);
    this.prepare.push({
      id,
      op: node.op as PrepareOp,
      inputs,
      attributes: node.op === 'parameter' ? declared(node.attributes) : node.attributes,
      shape: node.type.shape as readonly number[],
      dtype: node.type.dtype,
    } as PrepareStep);
  }

  /** A kernel of its own for a node, whose value it stores. */
  kernel(node: Node, core: Core, ...steps: readonly Step[]): void {
    const buffer = this.buffer(node, this.#nameOf(node));
    this.kernels.push({
      name: buffer,
      core,
      epilogue: [...steps, store(buffer)],
      shape: mapShape(node.type),
      origin: node.origin,
    });
  }

  /** A kernel that reduces a map to tensors: by default that of a node's first input. */
  reduction(node: Node, name: string, core: Core, shape = mapShape((node.inputs[0] ?? node).type)): void {
    this.kernels.push({
      name: this.unique(`${node.origin.path ?? ''}.${name}`),
      core,
      epilogue: [],
      shape,
      origin: node.origin,
    });
  }

  /** A kernel that computes a node's value, which is filters. */
  ofFilters(node: Node, name: string, core: Core): void {
    const [filters = 1, ...each] = node.type.shape as readonly number[];
    const shape: MapShape = [filters, each.reduce((product, extent) => product * extent, 1), 1];
    const path = node.origin.path ?? '';
    this.kernels.push({ name: this.unique(`${path}.${name}`), core, epilogue: [], shape, origin: node.origin });
  }

  /** Arithmetic on vectors of channels, as {@link vectors} for one result. */
  vector<Result extends string>(
    node: Node,
    result: Result,
    of: Scalar,
    inputs: readonly string[],
    options: VectorOptions = {},
  ): string {
    return this.vectors(node, { [result]: of } as { readonly [Name in Result]: Scalar }, inputs, options)[result];
  }

  /**
   * Arithmetic on vectors of channels, one expression for each result; the tensors of the results. What depends on
   * parameters alone comes first.
   */
  vectors<Result extends string>(
    node: Node,
    of: { readonly [Name in Result]: Scalar },
    inputs: readonly string[],
    { count = 0, length = lengthOf(node), total = false }: VectorOptions = {},
  ): { readonly [Name in Result]: string } {
    const path = node.origin.path ?? '';
    const results = Object.keys(of) as Result[];
    const tensors = results.map((result) => [result, this.tensor(`${path}.${result}`, [total ? 1 : length])] as const);
    const kernel: Kernel = {
      name: this.unique(`${path}.${results.join('_')}`),
      core: coreOf(
        'vector',
        { of: Object.values(of), count, ...(total ? ({ total: true } as const) : {}) },
        [],
        inputs,
        tensors.map(([, id]) => id),
      ),
      epilogue: [],
      shape: [length, 1, 1],
      origin: node.origin,
    };
    (this.isPrepared(inputs) ? this.ofParameters : this.kernels).push(kernel);
    return Object.fromEntries(tensors) as { readonly [Name in Result]: string };
  }

  /** Whether all of them are of the prepare program. */
  isPrepared(ids: readonly string[]): boolean {
    return ids.every((id) => this.#prepared.has(id));
  }

  buffer(node: Node, name: string): string {
    const id = this.unique(name);
    this.#ids.set(node, id);
    this.#isBackward ||= node.op === 'targets';
    this.buffers.push({ id, shape: mapShape(node.type), dtype: node.type.dtype });
    return id;
  }

  /** The tensor of a node's value. */
  tensorOf(node: Node, name: string): string {
    const id = this.tensor(`${node.origin.path ?? ''}.${name}`, node.type.shape as readonly number[]);
    this.#ids.set(node, id);
    return id;
  }

  tensor(name: string, shape: readonly number[]): string {
    const id = this.unique(name);
    this.tensors.push({ id, shape, dtype: 'f32' });
    return id;
  }

  unique(name: string): string {
    return this.#given.unique(name);
  }

  /** A value's name says of which layer it is, and whether it is a gradient. */
  #nameOf({ op, origin: { path } }: Node): string {
    if (op.includes('gradient') || op === 'slice_channels' || op === 'upsample_zeros') return `${path ?? ''}.${op}`;
    return this.#isBackward ? `${path ?? op}.gradient` : (path ?? op);
  }
}

interface VectorOptions {
  /** Elements of a channel in one image. */
  readonly count?: number;
  /** By default that of the node's first input: of a vector, or a map's channels. */
  readonly length?: number;
  /** Whether each result is the sum over the channels. */
  readonly total?: boolean;
}

const lengthOf = ({ inputs: [of] }: Node): number => {
  const [first = 1, second = 1] = of?.type.shape ?? [];
  return Number(first === 'N' ? second : first);
};

/** What a parameter begins as is its declaration's alone. */
const declared = ({ name, kind }: OpAttributes['parameter']): OpAttributes['parameter'] => ({ name, kind });

export const copyOf = (input: string, view?: View): Core => coreOf('copy', {}, [read(input, view)], [], []);

/** A parameter as a program declares it. */
export const declarationOf = ({ op, attributes, type }: Node): readonly ParameterDeclaration[] =>
  op === 'parameter' ? [{ ...attributes, shape: type.shape as readonly number[] }] : [];

export const mapShape = ({ shape: [, channels, height = 1, width = 1] }: TensorType): MapShape =>
  [channels, height, width] as MapShape;

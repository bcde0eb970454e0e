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
  type OpName,
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

  idOf(node: Node): string {
    return this.#ids.get(node)!;
  }

  /** What holds the value of an op of these inputs. */
  idOfOp(op: OpName, inputs: readonly Node[]): string {
    for (const [node, id] of this.#ids)
      if (node.op === op && node.inputs.every((input, index) => input === inputs[index])) return id;
    throw new Error(`lower-to-kernels: there is no ${op} of these inputs`);
  }

  /** The node's value is what `id` holds already. */
  alias(node: Node, id: string): void {
    this.#ids.set(node, id);
  }

  prepareStep(node: Node): void {
    const id = this.unique(node.op === 'parameter' ? node.attributes.name : `${node.origin.path ?? 'p'}.${node.op}`);
    this.#ids.set(node, id);
    this.#prepared.add(id);
    this.prepare.push({
      id,
      op: node.op as PrepareOp,
      inputs: node.inputs.map((input) => this.idOf(input)),
      attributes: node.op === 'parameter' ? declared(node.attributes) : node.attributes,
      shape: node.type.shape as readonly number[],
    } as PrepareStep);
  }

  /** A kernel of its own for a node, whose value it stores. */
  kernel(node: Node, core: Core, ...steps: readonly Step[]): void {
    const buffer = this.buffer(node, nameOf(node));
    this.kernels.push({
      name: buffer,
      core,
      epilogue: [...steps, store(buffer)],
      shape: mapShape(node.type),
      origin: node.origin,
    });
  }

  /** A kernel that reduces a node's input to tensors. */
  reduction(node: Node, name: string, core: Core): void {
    const shape = mapShape(node.inputs[0]!.type);
    this.kernels.push({
      name: this.unique(`${node.origin.path ?? ''}.${name}`),
      core,
      epilogue: [],
      shape,
      origin: node.origin,
    });
  }

  /**
   * Arithmetic on vectors of channels, one expression for each result; the tensors of the results. What depends on
   * parameters alone comes first.
   */
  vector(
    node: Node,
    of: { readonly [result: string]: Scalar },
    inputs: readonly string[],
    {
      count = 0,
      length = lengthOf(node.inputs[0]!),
      total = false,
    }: { readonly count?: number; readonly length?: number; readonly total?: boolean } = {},
  ): readonly string[] {
    const tensors = Object.keys(of).map((result) =>
      this.tensor(`${node.origin.path ?? ''}.${result}`, [total ? 1 : length]),
    );
    const kernel: Kernel = {
      name: this.unique(`${node.origin.path ?? ''}.${Object.keys(of).join('_')}`),
      core: coreOf(
        'vector',
        { of: Object.values(of), count, ...(total ? ({ total: true } as const) : {}) },
        [],
        inputs,
        tensors,
      ),
      epilogue: [],
      shape: [length, 1, 1],
      origin: node.origin,
    };
    (this.isPrepared(inputs) ? this.ofParameters : this.kernels).push(kernel);
    return tensors;
  }

  /** Whether all of them are of the prepare program. */
  isPrepared(ids: readonly string[]): boolean {
    return ids.every((id) => this.#prepared.has(id));
  }

  buffer(node: Node, name: string): string {
    const id = this.unique(name);
    this.#ids.set(node, id);
    this.buffers.push({ id, shape: mapShape(node.type) });
    return id;
  }

  tensor(name: string, shape: readonly number[]): string {
    const id = this.unique(name);
    this.tensors.push({ id, shape });
    return id;
  }

  unique(name: string): string {
    return this.#given.unique(name);
  }
}

/** Of a vector, or of a map's channels. */
const lengthOf = ({ type: { shape } }: Node): number => (shape[0] === 'N' ? shape[1] : shape[0]) as number;

/** What a parameter begins as is its declaration's alone. */
const declared = ({ name, kind }: OpAttributes['parameter']): OpAttributes['parameter'] => ({ name, kind });

const nameOf = ({ op, origin }: Node): string =>
  op.includes('gradient') || op === 'slice_channels' || op === 'upsample_zeros'
    ? `${origin.path ?? ''}.${op}`
    : (origin.path ?? op);

export const copyOf = (input: string, view?: View): Core => coreOf('copy', {}, [read(input, view)], [], []);

export const mapShape = ({ shape: [, channels, height = 1, width = 1] }: TensorType): MapShape =>
  [channels, height, width] as MapShape;

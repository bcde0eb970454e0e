import {
  identityView,
  Ids,
  type BufferDeclaration,
  type Core,
  type EpilogueStep,
  type Kernel,
  type MapShape,
  type Node,
  type OpAttributes,
  type OpName,
  type Origin,
  type PrepareOp,
  type PrepareStep,
  type TensorDeclaration,
  type TensorType,
  type VectorOp,
  type View,
} from '@resnet-compile/ir';

type ChannelStatistics = Extract<Core, { kind: 'channel_statistics' }>;
type GradientSums = Extract<Core, { kind: 'gradient_sums' }>;

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
  readonly #sums = new Map<string, readonly GradientSums[]>();

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
  kernel(node: Node, core: Core, ...steps: readonly EpilogueStep[]): void {
    const buffer = this.buffer(node, nameOf(node));
    this.kernels.push({
      name: buffer,
      core,
      epilogue: [...steps, { op: 'store', buffer, channel: 0 }],
      shape: mapShape(node.type),
      origin: node.origin,
    });
  }

  /** A kernel that reduces to tensors. */
  reduction(name: string, core: Core, shape: MapShape, origin: Origin): void {
    this.kernels.push({ name: this.unique(name), core, epilogue: [], shape, origin });
    if (core.kind === 'gradient_sums') this.#sums.set(core.input, [...this.sumsOf(core.input), core]);
  }

  /** The variance that was found with a mean. */
  varianceBeside(mean: string): string {
    const found = this.kernels.findLast(({ core }) => core.kind === 'channel_statistics' && core.mean === mean);
    return (found!.core as ChannelStatistics).variance;
  }

  /** The sums of a gradient that are formed already. */
  sumsOf(gradient: string): readonly GradientSums[] {
    return this.#sums.get(gradient) ?? [];
  }

  /** Arithmetic on vectors of channels; the tensors of its results. What depends on parameters alone comes first. */
  vector(node: Node, op: VectorOp, inputs: readonly string[], results: readonly string[]): readonly string[] {
    const channels = node.inputs[0]!.type.shape;
    const length = (channels[0] === 'N' ? channels[1] : channels[0]) as number;
    const tensors = results.map((result) => this.tensor(`${node.origin.path ?? ''}.${result}`, [length]));
    const kernel: Kernel = {
      name: this.unique(`${node.origin.path ?? ''}.${op.op}`),
      core: { kind: 'vector', ...op, inputs, results: tensors },
      epilogue: [],
      shape: [length, 1, 1],
      origin: node.origin,
    };
    const isGiven = inputs.every((input) => this.#prepared.has(input));
    (isGiven ? this.ofParameters : this.kernels).push(kernel);
    return tensors;
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

/** What a parameter begins as is its declaration's alone. */
const declared = ({ name, kind }: OpAttributes['parameter']): OpAttributes['parameter'] => ({ name, kind });

const nameOf = ({ op, origin }: Node): string =>
  op.includes('gradient') || op === 'slice_channels' || op === 'upsample_zeros'
    ? `${origin.path ?? ''}.${op}`
    : (origin.path ?? op);

export const copyOf = (input: string, view: View = identityView): Core => ({ kind: 'copy', input, view });

export const mapShape = ({ shape: [, channels, height = 1, width = 1] }: TensorType): MapShape =>
  [channels, height, width] as MapShape;

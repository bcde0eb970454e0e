import {
  identityView, isBatched,
  type BufferDeclaration, type Core, type EpilogueStep, type Graph, type Kernel, type KernelProgram, type MapShape, type Node, type Pair,
  type ParameterDeclaration, type PrepareOp, type PrepareStep, type TensorType, type View,
} from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';

/**
 * Graph → KernelProgram, one kernel a node: the pointwise ops become kernels that copy and then apply one epilogue
 * step. What depends on parameters alone becomes the prepare program.
 *
 * **Requires** fold-batch-norm and remove-dropout: a batch norm or dropout has no kernel in inference.
 */
export const lowerToKernels: Pass<Graph, KernelProgram> = {
  name: 'lower-to-kernels',
  summary: 'makes one kernel of every op',
  run: (graph) => new Lowering(graph).run(),
};

class Lowering {
  readonly #graph: Graph;
  /** The buffer, or prepared tensor, that holds a node's value. */
  readonly #ids = new Map<Node, string>();
  readonly #taken = new Set<string>();
  readonly #prepare: PrepareStep[] = [];
  readonly #buffers: BufferDeclaration[] = [];
  readonly #kernels: Kernel[] = [];

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  run(): KernelProgram {
    const { name, nodes, output } = this.#graph;
    const parameters: ParameterDeclaration[] = [];
    let input = '';
    for (const node of nodes) {
      if (node.op === 'parameter') parameters.push({ ...node.attributes, shape: node.type.shape as readonly number[] });
      if (!isBatched(node.type)) this.#prepareStep(node);
      else if (node.op === 'input') input = this.#buffer(node, 'images');
      else this.#kernel(node);
    }
    return {
      name, parameters, prepare: this.#prepare, input, output: this.#ids.get(output)!, buffers: this.#buffers, kernels: this.#kernels,
    };
  }

  #prepareStep(node: Node): void {
    const id = this.#unique(node.op === 'parameter' ? node.attributes.name : `${node.origin.path ?? 'p'}.${node.op}`);
    this.#ids.set(node, id);
    this.#prepare.push({
      id, op: node.op as PrepareOp, inputs: this.#inputs(node), attributes: node.attributes, shape: node.type.shape as readonly number[],
    } as PrepareStep);
  }

  #kernel(node: Node): void {
    const { origin } = node;
    const inputs = this.#inputs(node);
    const [x, ...rest] = inputs as [string, ...string[]];
    const shape = mapShape(node.type);
    const emit = (core: Core, ...steps: readonly EpilogueStep[]): void => {
      const buffer = this.#buffer(node, origin.path ?? node.op);
      this.#kernels.push({ name: buffer, core, epilogue: [...steps, { op: 'store', buffer, channel: 0 }], shape, origin });
    };
    const copy = (view: View = identityView): Core => ({ kind: 'copy', input: x, view });
    const bias = (values: string | undefined): readonly EpilogueStep[] => (values === undefined ? [] : [{ op: 'bias', values }]);
    switch (node.op) {
      case 'conv2d': {
        const [, , kh, kw] = node.inputs[1]!.type.shape as unknown as readonly [number, number, number, number];
        const kernel: Pair = [kh, kw];
        return emit({ kind: 'convolution', input: x, weights: rest[0]!, kernel, ...node.attributes }, ...bias(rest[1]));
      }
      case 'dense': return emit({ kind: 'matrix_product', input: x, weights: rest[0]! }, ...bias(rest[1]));
      case 'max_pool': return emit({ kind: 'max_pool', input: x, ...node.attributes });
      case 'average_pool': return emit({ kind: 'average_pool', input: x, ...node.attributes });
      case 'global_average_pool': return emit({ kind: 'mean', input: x });
      case 'affine': return emit(copy(), { op: 'affine', scale: rest[0]!, shift: rest[1]! });
      case 'relu': return emit(copy(), { op: 'relu' });
      case 'add': return emit(copy(), { op: 'add', buffer: rest[0]!, view: identityView });
      case 'subsample': return emit(copy({ ...identityView, stride: node.attributes.stride }));
      case 'pad_channels': return emit(copy({ ...identityView, ...node.attributes }));
      case 'concatenate': return this.#concatenate(node, inputs);
      case 'flatten': {
        // N×C×1×1 and N×C are the same C×1×1 map.
        this.#ids.set(node, x);
        return;
      }
      default: throw new Error(`lower-to-kernels: ${node.op} has no kernel in inference`);
    }
  }

  #concatenate(node: Node, inputs: readonly string[]): void {
    const buffer = this.#buffer(node, node.origin.path ?? node.op);
    let channel = 0;
    inputs.forEach((input, index) => {
      const shape = mapShape(node.inputs[index]!.type);
      this.#kernels.push({
        name: this.#unique(`${buffer}.${index}`), core: { kind: 'copy', input, view: identityView },
        epilogue: [{ op: 'store', buffer, channel }], shape, origin: node.origin,
      });
      channel += shape[0];
    });
  }

  #inputs(node: Node): string[] {
    return node.inputs.map((input) => this.#ids.get(input)!);
  }

  #buffer(node: Node, name: string): string {
    const id = this.#unique(name);
    this.#ids.set(node, id);
    this.#buffers.push({ id, shape: mapShape(node.type) });
    return id;
  }

  #unique(name: string): string {
    let id = name;
    for (let copy = 2; this.#taken.has(id); copy++) id = `${name}_${copy}`;
    this.#taken.add(id);
    return id;
  }
}

const mapShape = ({ shape: [, channels, height = 1, width = 1] }: TensorType): MapShape => [channels, height, width] as MapShape;

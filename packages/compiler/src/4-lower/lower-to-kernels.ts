import {
  coreOf,
  dropout,
  identityView,
  isBatched,
  map,
  operand,
  pointwise,
  store,
  type Graph,
  type KernelProgram,
  type Node,
  type Pair,
  type ParameterDeclaration,
  type PrepareOp,
  type Step,
} from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';
import { lowerMap } from './lower-map.ts';
import { lowerTrainingOp } from './lower-training-op.ts';
import { copyOf, Lowering, mapShape } from './lowering.ts';

/**
 * Graph → KernelProgram, one kernel a node: the pointwise ops become kernels that copy and then apply one epilogue
 * step. What depends on parameters alone becomes the prepare program.
 *
 * **Requires** fold-batch-norm or use-batch-statistics: a batch norm by itself has no kernel.
 */
export const lowerToKernels: Pass<Graph, KernelProgram> = {
  name: 'lower-to-kernels',
  summary: 'makes one kernel of every op',
  run: ({ name, nodes, output, results }, { trains = false }) => {
    const lowering = new Lowering();
    const parameters: ParameterDeclaration[] = [];
    let input = '';
    let targets: string | undefined;
    for (const node of nodes) {
      if (node.op === 'parameter') parameters.push({ ...node.attributes, shape: node.type.shape as readonly number[] });
      if (isPrepared(node, lowering, trains)) lowering.prepareStep(node);
      else if (node.op === 'input') input = lowering.buffer(node, 'images');
      else if (node.op === 'targets') targets = lowering.buffer(node, 'targets');
      else lowerOp(node, lowering);
    }
    return {
      name,
      parameters,
      prepare: lowering.prepare,
      input,
      output: lowering.idOf(output),
      buffers: lowering.buffers,
      kernels: [...lowering.ofParameters, ...lowering.kernels],
      ...(targets === undefined ? {} : { targets }),
      tensors: lowering.tensors,
      results: results.map(({ name: result, node }) => ({ name: result, tensor: lowering.idOf(node) })),
    };
  },
};

const prepareOps: ReadonlySet<string> = new Set<PrepareOp>(['parameter', 'constant', 'map', 'expand', 'scale_filters']);

/** Whether a value depends on parameters alone, and is computed once per state. */
const isPrepared = (node: Node, lowering: Lowering, trains: boolean): boolean =>
  (trains ? node.op === 'parameter' || node.op === 'constant' : prepareOps.has(node.op)) &&
  !isBatched(node.type) &&
  lowering.isPrepared(node.inputs.map((input) => lowering.idOf(input)));

function lowerOp(node: Node, lowering: Lowering): void {
  const [x, ...rest] = node.inputs.map((input) => lowering.idOf(input)) as [string, ...string[]];
  const bias = (values: string | undefined): readonly Step[] =>
    values === undefined ? [] : [map(pointwise.sum, [], [values])];
  const reads = [{ buffer: x }] as const;
  switch (node.op) {
    case 'conv2d': {
      const kernel = node.inputs[1]!.type.shape.slice(2) as unknown as Pair;
      const core = coreOf('convolution', { kernel, ...node.attributes }, reads, [rest[0]!], []);
      return lowering.kernel(node, core, ...bias(rest[1]));
    }
    case 'dense':
      return lowering.kernel(node, coreOf('matrix_product', {}, reads, [rest[0]!], []), ...bias(rest[1]));
    case 'map':
      return lowerMap(node as never, lowering, [x, ...rest]);
    case 'expand':
      return lowering.alias(
        node,
        lowering.vector(node, { expanded: operand(0) }, [x], { length: node.attributes.channels })[0]!,
      );
    case 'max_pool':
      return lowering.kernel(node, coreOf('max_pool', node.attributes, reads, [], []));
    case 'average_pool':
      return lowering.kernel(node, coreOf('average_pool', node.attributes, reads, [], []));
    case 'global_average_pool':
      return lowering.kernel(node, coreOf('mean', {}, reads, [], []));
    case 'subsample':
      return lowering.kernel(node, copyOf(x, { ...identityView, stride: node.attributes.stride }));
    case 'pad_channels':
      return lowering.kernel(node, copyOf(x, { ...identityView, ...node.attributes }));
    case 'concatenate':
      return concatenate(node, [x, ...rest], lowering);
    // Inference has removed it.
    case 'dropout':
      return lowering.kernel(node, copyOf(x), dropout(node.attributes));
    // N×C×1×1 and N×C are the same C×1×1 map.
    case 'flatten':
    case 'unflatten':
      return lowering.alias(node, x);
    default:
      if (Object.hasOwn(lowerTrainingOp, node.op))
        return (lowerTrainingOp[node.op as keyof typeof lowerTrainingOp] as LowerOp)(node, lowering, x, ...rest);
      throw new Error(`lower-to-kernels: ${node.op} has no kernel`);
  }
}

type LowerOp = (node: Node, lowering: Lowering, ...inputs: readonly string[]) => void;

function concatenate(node: Node, inputs: readonly string[], lowering: Lowering): void {
  const buffer = lowering.buffer(node, node.origin.path ?? node.op);
  let channel = 0;
  inputs.forEach((input, index) => {
    const shape = mapShape(node.inputs[index]!.type);
    lowering.kernels.push({
      name: lowering.unique(`${buffer}.${index}`),
      core: copyOf(input),
      epilogue: [store(buffer, channel)],
      shape,
      origin: node.origin,
    });
    channel += shape[0];
  });
}

import {
  identityView,
  type EpilogueStep,
  type Graph,
  type KernelProgram,
  type Node,
  type Pair,
  type ParameterDeclaration,
  type PrepareOp,
} from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';
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
  run: ({ name, nodes, output, results }) => {
    const lowering = new Lowering();
    const parameters: ParameterDeclaration[] = [];
    let input = '';
    let targets: string | undefined;
    for (const node of nodes) {
      if (node.op === 'parameter') parameters.push({ ...node.attributes, shape: node.type.shape as readonly number[] });
      if (prepareOps.has(node.op as PrepareOp)) lowering.prepareStep(node);
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

const prepareOps: ReadonlySet<PrepareOp> = new Set([
  'parameter',
  'constant',
  'batch_norm_scale',
  'batch_norm_shift',
  'scale_filters',
  'multiply_add',
]);

function lowerOp(node: Node, lowering: Lowering): void {
  const [x, ...rest] = node.inputs.map((input) => lowering.idOf(input)) as [string, ...string[]];
  const bias = (values: string | undefined): readonly EpilogueStep[] =>
    values === undefined ? [] : [{ op: 'bias', values }];
  switch (node.op) {
    case 'conv2d': {
      const kernel = node.inputs[1]!.type.shape.slice(2) as unknown as Pair;
      return lowering.kernel(
        node,
        { kind: 'convolution', input: x, weights: rest[0]!, kernel, ...node.attributes },
        ...bias(rest[1]),
      );
    }
    case 'dense':
      return lowering.kernel(node, { kind: 'matrix_product', input: x, weights: rest[0]! }, ...bias(rest[1]));
    case 'max_pool':
      return lowering.kernel(node, { kind: 'max_pool', input: x, ...node.attributes });
    case 'average_pool':
      return lowering.kernel(node, { kind: 'average_pool', input: x, ...node.attributes });
    case 'global_average_pool':
      return lowering.kernel(node, { kind: 'mean', input: x });
    case 'affine':
      return lowering.kernel(node, copyOf(x), { op: 'affine', scale: rest[0]!, shift: rest[1]! });
    case 'relu':
      return lowering.kernel(node, copyOf(x), { op: 'relu' });
    case 'add':
      return lowering.kernel(node, copyOf(x), { op: 'add', buffer: rest[0]!, view: identityView });
    case 'subsample':
      return lowering.kernel(node, copyOf(x, { ...identityView, stride: node.attributes.stride }));
    case 'pad_channels':
      return lowering.kernel(node, copyOf(x, { ...identityView, ...node.attributes }));
    case 'concatenate':
      return concatenate(node, [x, ...rest], lowering);
    // Inference has removed it.
    case 'dropout':
      return lowering.kernel(node, copyOf(x), { op: 'dropout', ...node.attributes });
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
      epilogue: [{ op: 'store', buffer, channel }],
      shape,
      origin: node.origin,
    });
    channel += shape[0];
  });
}

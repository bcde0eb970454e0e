import {
  isBatched,
  type Graph,
  type KernelProgram,
  type Node,
  type ParameterDeclaration,
  type PrepareOp,
} from '@resnet-compile/ir';
import type { Mode, Pass } from '../pass.ts';
import { declarationOf, Lowering } from './lowering.ts';
import { lowerOp } from './ops/index.ts';

/**
 * Graph → KernelProgram, one kernel a node: the pointwise ops become kernels that copy and then apply one epilogue
 * step. What depends on parameters alone becomes the prepare program.
 *
 * **Requires** fold-batch-norm or use-batch-statistics: a batch norm by itself has no kernel.
 */
export const lowerToKernels: Pass<Graph, KernelProgram, { readonly mode?: Mode }> = {
  name: 'lower-to-kernels',
  summary: 'makes one kernel of every op',
  run: ({ name, nodes, output, taps, results }, { mode = 'inference' }) => {
    const parametersChange = mode === 'training';
    const lowering = new Lowering();
    let input = '';
    let targets: string | undefined;
    for (const node of nodes) {
      const inputs = node.inputs.map((each) => lowering.idOf(each));
      if (isPrepared(node, parametersChange) && lowering.isPrepared(inputs)) lowering.prepareStep(node, inputs);
      else if (node.op === 'input') input = lowering.buffer(node, 'images');
      else if (node.op === 'targets') targets = lowering.buffer(node, 'targets');
      else lowerOp(node, lowering, inputs);
    }
    return {
      name,
      parameters: nodes.flatMap(declarationOf).map((each) => (parametersChange ? each : withoutTraining(each))),
      prepare: lowering.prepare,
      input,
      output: lowering.idOf(output),
      taps: taps.map(({ name: path, node }) => ({ name: path, buffer: lowering.idOf(node) })),
      buffers: lowering.buffers,
      kernels: [...lowering.ofParameters, ...lowering.kernels],
      ...(targets === undefined ? {} : { targets }),
      tensors: lowering.tensors,
      results: results.map(({ name: result, node }) => ({ name: result, tensor: lowering.idOf(node) })),
    };
  },
};

const prepareOps: ReadonlySet<string> = new Set<PrepareOp>([
  'parameter',
  'constant',
  'map',
  'expand',
  'scale_filters',
  'standardize_filters',
]);

/** What is prepared anew at each step, where parameters change: arithmetic on vectors is kernels then. */
const atEachStep: ReadonlySet<string> = new Set<PrepareOp>(['parameter', 'constant', 'standardize_filters']);

/** As inference declares it. */
const withoutTraining = ({ name, shape, kind, initial, aliases }: ParameterDeclaration): ParameterDeclaration => ({
  name,
  kind,
  ...(initial === undefined ? {} : { initial }),
  ...(aliases === undefined ? {} : { aliases }),
  shape,
});

/** Whether a value depends on parameters alone, and is prepared. */
const isPrepared = ({ op, type }: Node, parametersChange: boolean): boolean =>
  (parametersChange ? atEachStep : prepareOps).has(op) && !isBatched(type);

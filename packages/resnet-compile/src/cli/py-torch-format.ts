import { basename } from 'node:path';
import { build } from '@resnet-compile/compiler';
import type { Network } from '@resnet-compile/dsl';
import { nodesOf, type Graph } from '@resnet-compile/ir';
import { PyTorchError, pyTorchFile, type StateTensor } from '@resnet-compile/pytorch';
import { writeSafetensors } from '@resnet-compile/weights';
import type { Exported, ExportFormat, FormatOptions } from './export-format.ts';
import { UserError } from './user-error.ts';

/** A text of Python, and the weights beside it. */
export const pyTorchFormat: ExportFormat = {
  title: 'PyTorch',
  takes: ['outputs'],
  write: (exported, { outputs }) => {
    const { to, state } = exported;
    const weights = `${to}.safetensors`;
    return {
      files: new Map<string, string | Uint8Array>([
        [to, textOf(exported, outputs, basename(weights))],
        [weights, writeSafetensors(state.values())],
      ]),
      notes: [`its weights are in ${weights}, which has to stand beside it; \`python ${to}\` tries it`],
    };
  },
};

function textOf(exported: Exported, outputs: FormatOptions['outputs'], weights: string): string {
  const { stages, model } = exported;
  const network: Network = outputs ? { ...stages.network, outputs } : stages.network;
  try {
    return pyTorchFile(network, { name: stages.name, parameters: parametersOf(graphOf(network, exported)), weights });
  } catch (error) {
    if (error instanceof PyTorchError) throw new UserError(`${model}: ${error.message}\nnothing was written.`);
    throw error;
  }
}

/** Built once more where other values are handed out. @throws {PyTorchError} where a path is of no layer. */
function graphOf(network: Network, { stages }: Exported): Graph {
  if (network === stages.network) return stages.graph;
  const { graph, problems } = build(network, { name: stages.name });
  if (graph) return graph;
  throw new PyTorchError(
    problems.map(({ message, hint }) => (hint === undefined ? message : `${message}; ${hint}`)).join('\n'),
  );
}

const parametersOf = (graph: Graph): readonly StateTensor[] =>
  nodesOf(graph, 'parameter').map(({ attributes, type }) => ({ ...attributes, shape: type.shape.map(Number) }));

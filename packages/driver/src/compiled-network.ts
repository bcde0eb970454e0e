import { liveBytes } from '@resnet-compile/compiler';
import { isTrained, type Graph, type KernelProgram } from '@resnet-compile/ir';
import { emitDeclarations, emitModule, type ModuleParts } from '@resnet-compile/module';
import type { ModelInfo } from '@resnet-compile/plan';
import type { Emitted } from '@resnet-compile/plan/backend';
import type { MemoryUse } from '@resnet-compile/plan/memory';

/** One network as the texts of two files, and what there is to say of it. */
export interface CompiledNetwork {
  readonly name: string;
  readonly module: string;
  readonly declarations: string;
  readonly summary: NetworkSummary;
  /** The same network under another name; nothing is compiled again. */
  readonly renamed: (name: string) => CompiledNetwork;
}

export interface NetworkSummary {
  readonly input: readonly number[];
  readonly classes: number;
  /** What is handed out besides the logits, by the paths of layers. */
  readonly taps: ModelInfo['outputs'];
  readonly parameters: number;
  /** Of a step that trains a part of the network: tensors that are parameters, and their values. */
  readonly trained?: { readonly tensors: number; readonly ofTensors: number; readonly values: number };
  readonly multiplyAdds: number;
  /** Values computed from images, as the layers stand in the model file; flattening computes nothing. */
  readonly layers: number;
  readonly kernels: Readonly<Record<string, number>>;
  /** What it needs for so many images at a time; on the CPU, on one thread. */
  readonly memory: (batch: number) => MemoryUse;
  /** Bytes per image: of the arena, and of the largest sum of simultaneously live activations. */
  readonly arena: number;
  readonly live: number;
}

export function compiledNetwork(parts: ModuleParts, summary: NetworkSummary): CompiledNetwork {
  const { model, training } = parts;
  const trains = training !== undefined;
  const emit = (as: string): CompiledNetwork => {
    const named = { ...model, name: as };
    return {
      name: trains ? `${as}.train` : as,
      module: emitModule({ ...parts, model: named }),
      declarations: emitDeclarations(named, { trains }),
      summary,
      renamed: emit,
    };
  };
  return emit(model.name);
}

export const summarize = (
  model: ModelInfo,
  graph: Graph,
  program: KernelProgram,
  { arena, memory }: Emitted,
): NetworkSummary => ({
  input: model.input,
  classes: model.classes,
  taps: model.outputs.slice(1),
  parameters: model.parameterCount,
  ...trainedOf(model),
  multiplyAdds: model.multiplyAdds,
  layers: graph.nodes.filter(({ type, op }) => type.shape[0] === 'N' && op !== 'input' && op !== 'flatten').length,
  kernels: countByCore(program),
  arena,
  live: liveBytes(program),
  memory,
});

function trainedOf({ parameters }: ModelInfo): Pick<NetworkSummary, 'trained'> {
  if (!parameters.some(({ frozen }) => frozen)) return {};
  const all = parameters.filter(({ kind }) => kind === 'parameter');
  const trained = all.filter(isTrained);
  const values = trained.reduce((sum, { shape }) => sum + shape.reduce((product, extent) => product * extent, 1), 0);
  return { trained: { tensors: trained.length, ofTensors: all.length, values } };
}

const countByCore = ({ kernels }: KernelProgram): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { core } of kernels) counts[core.kind] = (counts[core.kind] ?? 0) + 1;
  return counts;
};

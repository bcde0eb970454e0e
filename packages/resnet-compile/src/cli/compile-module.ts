import { fileURLToPath } from 'node:url';
import { relative } from 'node:path';
import { buildPlan, cpuTarget, emitJavaScript, emitWasm } from '@resnet-compile/backend-cpu';
import { arenaBytes, compile, liveBytes } from '@resnet-compile/compiler';
import type { Network, Problem } from '@resnet-compile/dsl';
import type { KernelProgram } from '@resnet-compile/ir';
import { describeModel, emitDeclarations, emitModule } from '@resnet-compile/module';

export const targets = ['cpu', 'js', 'webgpu'] as const;
export type TargetName = (typeof targets)[number];

/** One network as files, and what there is to say of it. */
export interface CompiledNetwork {
  readonly name: string;
  readonly module: string;
  readonly declarations: string;
  readonly summary: NetworkSummary;
}

export interface NetworkSummary {
  readonly input: readonly number[];
  readonly classes: number;
  readonly parameters: number;
  readonly multiplyAdds: number;
  /** Values computed from images, as the layers stand in the model file. */
  readonly layers: number;
  readonly kernels: Readonly<Record<string, number>>;
  /** Bytes per image: of the arena, and of the largest sum of simultaneously live activations. */
  readonly arena: number;
  readonly live: number;
}

/** The compiler end to end: network → module and declarations, or the user's mistakes in shapes. */
export function compileModule(network: Network, name: string, target: TargetName | undefined): CompiledNetwork | { readonly problems: readonly Problem[] } {
  const compiled = compile(network, { name, target: cpuTarget, positionFile });
  if ('problems' in compiled) return compiled;
  const { graph, program } = compiled;
  const model = describeModel(graph, program);
  const { plan, shapes } = buildPlan(program);
  const code = target === 'js'
    ? { kind: 'js' as const, text: emitJavaScript(shapes) }
    : { kind: 'wasm' as const, relaxed: emitWasm(shapes, { relaxed: true }), plain: emitWasm(shapes, { relaxed: false }) };
  return {
    name,
    module: emitModule({ model, prepare: program.prepare, cpu: { plan, code } }),
    declarations: emitDeclarations(model),
    summary: {
      input: model.input, classes: model.classes, parameters: model.parameterCount, multiplyAdds: model.multiplyAdds,
      layers: graph.nodes.filter(({ type, op }) => type.shape[0] === 'N' && op !== 'input').length,
      kernels: countByCore(program), arena: arenaBytes(program).perImage, live: liveBytes(program),
    },
  };
}

const countByCore = ({ kernels }: KernelProgram): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { core } of kernels) counts[core.kind] = (counts[core.kind] ?? 0) + 1;
  return counts;
};

const positionFile = (file: string): string => relative(process.cwd(), file.startsWith('file:') ? fileURLToPath(file) : file);

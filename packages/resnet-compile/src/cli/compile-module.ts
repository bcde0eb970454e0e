import {
  buildPlan,
  carryShapes,
  cpuTarget,
  emitJavaScript,
  javascriptPanel,
  javascriptTarget,
} from '@resnet-compile/backend-cpu';
import { kernelEmitter } from '@resnet-compile/backend-cpu/text';
import { buildWebGpuPlan, softwareWebgpuTarget, webgpuTarget } from '@resnet-compile/backend-webgpu';
import type { Precision } from '@resnet-compile/plan/webgpu';
import {
  arenaBytes,
  compile,
  liveBytes,
  schedulesFor,
  type CompileOptions,
  type TuningRecord,
} from '@resnet-compile/compiler';
import type { Network, Problem } from '@resnet-compile/dsl';
import type { Graph, KernelProgram, Target } from '@resnet-compile/ir';
import { describeModel, emitDeclarations, emitModule, type ModuleParts } from '@resnet-compile/module';
import { inferenceMemory, type CpuMemory } from '@resnet-compile/runtime';
import { relativeFile } from '@resnet-compile/source';

export const targets = ['cpu', 'js', 'webgpu'] as const;
export type TargetName = (typeof targets)[number];

export const precisions = ['f32', 'f16'] as const satisfies readonly Precision[];

/** One network as files, and what there is to say of it. */
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
  readonly parameters: number;
  readonly multiplyAdds: number;
  /** Values computed from images, as the layers stand in the model file; flattening computes nothing. */
  readonly layers: number;
  readonly kernels: Readonly<Record<string, number>>;
  /** What it needs for so many images at a time; on the CPU, on one thread. */
  readonly memory?: (batch: number) => MemoryUse;
  /** Bytes per image: of the arena, and of the largest sum of simultaneously live activations. */
  readonly arena: number;
  readonly live: number;
}

/** Bytes by what they are for: of `trainStep`, and of `predict`, in a module that trains as far as that comes on top. */
export interface MemoryUse {
  readonly step?: CpuMemory;
  readonly inference?: CpuMemory;
}

/**
 * The compiler end to end: network → module and declarations, or the user's mistakes in shapes. Without a target, the
 * module holds a program for the CPU and one for WebGPU, with the schedules of the record where it knows better ones.
 *
 * @param precision of weights and activations on WebGPU; the CPU has float32
 */
export function compileModule(
  network: Network,
  name: string,
  target: TargetName | undefined,
  record: TuningRecord = {},
  precision: Precision = 'f32',
): CompiledNetwork | { readonly problems: readonly Problem[] } {
  const machine = target === 'webgpu' ? webgpuTarget : target === 'js' ? javascriptTarget : cpuTarget;
  const compiled = compile(network, { name, target: machine, positionFile, schedules: schedulesFor(record, machine) });
  if ('problems' in compiled) return compiled;
  const { graph, program } = compiled;
  const model = describeModel(graph, program);
  const cpu = target === 'webgpu' ? undefined : cpuPart(program, target === 'js');
  const webgpu = target === 'webgpu' || target === undefined ? webGpuPart(network, name, record, precision) : undefined;
  const onGpu = cpu ? undefined : webgpu?.hardware.buffers.reduce((sum, { perImage }) => sum + perImage, 0);
  const summary: NetworkSummary = {
    ...summarize(model, graph, program, onGpu ?? arenaBytes(program).perImage, liveBytes(program)),
    ...(cpu ? { memory: (batch: number) => ({ inference: inferenceMemory(model, cpu.plan, { batch }) }) } : {}),
  };
  const emit = (as: string): CompiledNetwork => {
    const named = { ...model, name: as };
    return {
      name: as,
      module: emitModule({
        model: named,
        prepare: program.prepare,
        ...(cpu ? { cpu } : {}),
        ...(webgpu ? { webgpu } : {}),
      }),
      declarations: emitDeclarations(named),
      summary,
      renamed: emit,
    };
  };
  return emit(name);
}

/** `arena`, `live`: bytes per image. */
export const summarize = (
  model: ModuleParts['model'],
  graph: Graph,
  program: KernelProgram,
  arena: number,
  live: number,
): NetworkSummary => ({
  input: model.input,
  classes: model.classes,
  parameters: model.parameterCount,
  multiplyAdds: model.multiplyAdds,
  layers: graph.nodes.filter(({ type, op }) => type.shape[0] === 'N' && op !== 'input' && op !== 'flatten').length,
  kernels: countByCore(program),
  arena,
  live,
});

export function cpuPart(program: KernelProgram, asJavaScript: boolean): NonNullable<ModuleParts['cpu']> {
  const { plan, shapes } = buildPlan(program);
  const code = asJavaScript
    ? ({ kind: 'js', panel: javascriptPanel, text: emitJavaScript(shapes) } as const)
    : ({ kind: 'wasm', shapes: carryShapes(shapes), emitter: kernelEmitter } as const);
  return { plan, code };
}

/** A plan for each kind of adapter. */
const webGpuPart = (
  network: Network,
  name: string,
  record: TuningRecord,
  precision: Precision,
): NonNullable<ModuleParts['webgpu']> => {
  const planFor = (target: Target) =>
    buildWebGpuPlan(programFor(network, name, target, { schedules: schedulesFor(record, target) }), precision);
  return { hardware: planFor(webgpuTarget), software: planFor(softwareWebgpuTarget) };
};

/** The program of a network that is known to compile. */
export function programFor(
  network: Network,
  name: string,
  target: Target,
  options: Pick<CompileOptions, 'mode' | 'schedules'> = {},
): KernelProgram {
  const compiled = compile(network, { name, target, positionFile, ...options });
  if ('problems' in compiled) throw new Error(`${name} compiles for one target and not for another`);
  return compiled.program;
}

const countByCore = ({ kernels }: KernelProgram): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const { core } of kernels) counts[core.kind] = (counts[core.kind] ?? 0) + 1;
  return counts;
};

const positionFile = (file: string): string => relativeFile(file, process.cwd());

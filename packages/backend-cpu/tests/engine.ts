import * as stages from '@resnet-compile/compiler';
import { globalAveragePool, dense, network, type InputShape, type Layer, type Network } from '@resnet-compile/dsl';
import { planPrepare, type Graph, type KernelProgram, type Target } from '@resnet-compile/ir';
// Not by the package's name, which would be a circle: the runtime builds upon this package.
import { createCpuEngine } from '../../runtime/src/cpu/cpu-engine.ts';
import { loadProgram } from '../../runtime/src/cpu/start-programs.ts';
import type { KernelShapes, VariantName } from '@resnet-compile/plan/cpu';
import type { CpuCode } from '../../runtime/src/cpu/kernels.ts';
import type { Engine } from '../../runtime/src/engine.ts';
import { prepareState } from '../../runtime/src/prepare.ts';
import { oneThread } from '../../runtime/src/threads/thread-pool.ts';
import {
  buildPlan,
  cpuTarget,
  carryShapes,
  emitJavaScript,
  emitKernels,
  javascriptPanel,
  type KernelShape,
} from '../src/index.ts';

/** The graph of a network without problems. */
export function graphOf(net: Network): Graph {
  const { graph, problems } = stages.build(net, { name: 'net' });
  if (!graph || net.problems.length)
    throw new Error([...net.problems, ...problems].map(({ message }) => message).join('\n'));
  return graph;
}

/** A graph that ends with a map, so that every pixel of it is compared. */
export function graphOfLayers(input: InputShape, layers: readonly Layer[]): Graph {
  const graph = graphOf(network({ input }, [...layers, globalAveragePool(), dense(1)]));
  return { ...graph, output: graph.nodes.findLast(({ op }) => op === 'global_average_pool')!.inputs[0]! };
}

export function schedule(graph: Graph, target: Target = cpuTarget): KernelProgram {
  return scheduleProgram(stages.fuse(stages.lower(stages.simplify(graph))), target);
}

/** Layout, tiles and memory for a program as it is. */
export const scheduleProgram = (program: KernelProgram, target: Target = cpuTarget): KernelProgram =>
  stages.schedule(program, { target });

/** Code that is one variant, whatever the host would take, by way of what a module carries. */
export function forced(shapes: readonly KernelShape[], name: VariantName): CpuCode {
  const carried = JSON.parse(JSON.stringify(carryShapes(shapes))) as KernelShapes;
  return { shapes: carried, emit: (kernels, _, memory) => emitKernels(kernels, name, memory) };
}

export type Kind = VariantName | 'javascript';
export const kinds: readonly Kind[] = ['plain', 'fused', 'wide', 'javascript'];

/** The same without Winograd's algorithm, which JavaScript kernels do not have. */
const direct = (program: KernelProgram): KernelProgram => ({
  ...program,
  kernels: program.kernels.map(({ tile, ...kernel }) => ({
    ...kernel,
    ...(tile ? { tile: { pixels: tile.pixels, channels: tile.channels, block: tile.block } } : {}),
  })),
});

/** The runtime's engine, ready to run. */
export async function startEngine(
  program: KernelProgram,
  kind: Kind,
  state: ReadonlyMap<string, Float32Array>,
): Promise<Engine> {
  const { plan, shapes } = buildPlan(kind === 'javascript' ? direct(program) : program);
  const code =
    kind === 'javascript'
      ? {
          panel: javascriptPanel,
          kernels: (
            (await import(`data:text/javascript,export default ${encodeURIComponent(emitJavaScript(shapes))}`)) as {
              default: never;
            }
          ).default,
        }
      : forced(shapes, kind);
  const engine = createCpuEngine(await loadProgram({ plan, code }), oneThread);
  await engine.prepare(prepareState(planPrepare(program.prepare), state));
  return engine;
}

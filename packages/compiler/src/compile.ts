import type { Network, Problem } from '@resnet-compile/dsl';
import { checkOptions, checkValue, type Kinds } from '@resnet-compile/options';
import { multiplyAdds, type Graph, type KernelProgram } from '@resnet-compile/ir';
import type { BuildOptions } from './1-build/build-graph.ts';
import { buildKinds, networkKind, recomputeKinds, scheduleKinds, simplifyKinds } from './stage-kinds.ts';
import type { RecomputeOptions, ScheduleOptions, SimplifyOptions } from './stage-options.ts';
import { build, fuse, lower, recompute, schedule, simplify } from './stages.ts';

export interface CompileOptions
  extends BuildOptions, Omit<SimplifyOptions, 'gradients'>, RecomputeOptions, ScheduleOptions {}

const { gradients: _, ...ofSimplify } = simplifyKinds;
const kinds: Kinds<CompileOptions> = { ...scheduleKinds, ...buildKinds, ...ofSimplify, ...recomputeKinds };

export interface Compiled {
  /** As the layers stand in the model file. */
  readonly graph: Graph;
  /** Verified and scheduled for the target. */
  readonly program: KernelProgram;
}

/**
 * The compiler, all stages in turn: a network of the DSL → a scheduled program for one target.
 *
 * @returns the program, or the user's mistakes in shapes. Mistakes that the DSL recorded are not looked at here.
 * @throws {TypeError | RangeError} for options that are wrong, and for a network to train that has nothing to be trained.
 */
export function compile(
  network: Network,
  options: CompileOptions,
): Compiled | { readonly problems: readonly Problem[] } {
  checkValue('compile: the network', network, networkKind);
  checkOptions('compile', options, kinds);
  const { name, positionFile, initialization, zeroGamma, mode, loss, memoryBudget, target, schedules, onPass } =
    options;
  const { explain = network.explain } = options;
  const { graph, differentiated, problems } = build(network, { name, positionFile, initialization, zeroGamma });
  if (!graph) return { problems };
  const fused = fuse(
    lower(simplify(graph, { mode, loss, explain, gradients: differentiated, onPass }), { mode, onPass }),
    { onPass },
  );
  return { graph, program: schedule(recompute(fused, { memoryBudget, onPass }), { target, schedules, onPass }) };
}

/** Multiply-adds of one image. */
export const multiplyAddsOf = (graph: Graph): number => graph.nodes.reduce((sum, node) => sum + multiplyAdds(node), 0);

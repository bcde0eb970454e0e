import type { Network } from '@resnet-compile/dsl';
import { verifyGraph, verifyProgram, type Graph, type KernelProgram } from '@resnet-compile/ir';
import { checkOptions, checkValue } from '@resnet-compile/options';
import { buildGraph, type BuildOptions, type BuiltGraph } from './1-build/build-graph.ts';
import {
  buildKinds,
  fuseKinds,
  lowerKinds,
  networkKind,
  recomputeKinds,
  scheduleKinds,
  simplifyKinds,
} from './stage-kinds.ts';
import type { ScheduleContext } from './pass.ts';
import { pipeline } from './pipeline.ts';
import { runPass, runPasses } from './run-pass.ts';
import type { LowerOptions, Observed, RecomputeOptions, ScheduleOptions, SimplifyOptions } from './stage-options.ts';

/** Network → Graph, as the layers stand in the model file, or the user's mistakes in shapes. */
export function build(network: Network, options: BuildOptions): BuiltGraph {
  checkValue('build: the network', network, networkKind);
  checkOptions('build', options, buildKinds);
  return buildGraph(network, options);
}

/** Graph → Graph: what is to be computed, in training with loss and gradients. @throws {RangeError} where nothing is to be trained. */
export function simplify(graph: Graph, options: SimplifyOptions = {}): Graph {
  checkOptions('simplify', options, simplifyKinds);
  const { mode = 'inference', gradients = [], onPass } = options;
  // What inference hands out, a step does not.
  const begun = mode === 'training' ? { ...graph, taps: gradients } : graph;
  const simplified = runPasses<Graph, SimplifyOptions>(pipeline.simplify[mode], begun, options, onPass);
  verifyGraph(simplified);
  if (mode === 'training' && !simplified.results.some(({ name }) => name.startsWith('gradient ')))
    throw new RangeError(
      `compile: ${graph.name} has no parameters to train; expected one at least that its output depends on`,
    );
  return simplified;
}

/** Graph → KernelProgram, a kernel for an op. */
export function lower(graph: Graph, options: LowerOptions = {}): KernelProgram {
  checkOptions('lower', options, lowerKinds);
  return runPass(pipeline.lower, graph, options, options.onPass);
}

/** KernelProgram → KernelProgram, of fewer kernels; the same for every target. */
export function fuse(program: KernelProgram, options: Observed = {}): KernelProgram {
  checkOptions('fuse', options, fuseKinds);
  return runPasses(pipeline.fuse, program, {}, options.onPass);
}

/** KernelProgram → KernelProgram, which keeps less for the backward pass. */
export function recompute(program: KernelProgram, options: RecomputeOptions = {}): KernelProgram {
  checkOptions('recompute', options, recomputeKinds);
  return runPass(pipeline.recompute, program, options, options.onPass);
}

/** KernelProgram → KernelProgram with algorithms, layouts, tiles and places, verified for the target. */
export function schedule(program: KernelProgram, options: ScheduleOptions): KernelProgram {
  checkOptions('schedule', options, scheduleKinds);
  const scheduled = runPasses<KernelProgram, ScheduleContext>(pipeline.schedule, program, options, options.onPass);
  verifyProgram(scheduled, options.target);
  return scheduled;
}

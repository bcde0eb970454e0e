import type { Graph, KernelProgram } from '@resnet-compile/ir';
import { appendLoss } from './3-differentiate/append-loss.ts';
import { differentiateLogits } from './3-differentiate/differentiate-logits.ts';
import { differentiate } from './3-differentiate/differentiate.ts';
import { useBatchStatistics } from './3-differentiate/use-batch-statistics.ts';
import { composeMaps } from './2-simplify/compose-maps.ts';
import { foldAffine } from './2-simplify/fold-affine.ts';
import { foldBatchNorm } from './2-simplify/fold-batch-norm.ts';
import { foldConstants } from './2-simplify/fold-constants.ts';
import { foldPad } from './2-simplify/fold-pad.ts';
import { removeDeadNodes } from './2-simplify/remove-dead-nodes.ts';
import { removeDropout } from './2-simplify/remove-dropout.ts';
import { shareCommonNodes } from './2-simplify/share-common-nodes.ts';
import { lowerToKernels } from './4-lower/lower-to-kernels.ts';
import { foldViews } from './5-fuse/fold-views.ts';
import { fuseEpilogues } from './5-fuse/fuse-epilogues.ts';
import { fuseOperands } from './5-fuse/fuse-operands.ts';
import { shareReductions } from './5-fuse/share-reductions.ts';
import { chooseLayout } from './6-schedule/choose-layout.ts';
import { chooseSchedules } from './6-schedule/choose-schedules.ts';
import { chooseTiles } from './6-schedule/choose-tiles.ts';
import { chooseTypes } from './6-schedule/choose-types.ts';
import { planMemory } from './6-schedule/plan-memory.ts';
import { recompute } from './6-schedule/recompute.ts';
import type { Mode, Pass, ScheduleContext } from './pass.ts';
import type { PassRecord } from './run-pass.ts';
import type { SimplifyOptions } from './stage-options.ts';

/** The passes by stage, in their order: the only list. */
export const pipeline = {
  simplify: {
    inference: [
      removeDropout,
      foldBatchNorm,
      foldAffine,
      foldPad,
      foldConstants, // after fold-affine, which composes the constants of neighbouring normalisations
      shareCommonNodes,
      removeDeadNodes,
      differentiateLogits, // after all that may fold, so that it differentiates what is computed
    ],
    training: [
      foldPad,
      foldConstants,
      shareCommonNodes,
      removeDeadNodes, // before differentiation, so that nothing dead gets a gradient
      useBatchStatistics,
      appendLoss,
      differentiate,
      composeMaps, // after differentiate, which makes the sums
      removeDeadNodes, // what was composed
    ],
  } satisfies Readonly<Record<Mode, readonly Pass<Graph, Graph, SimplifyOptions>[]>>,
  lower: lowerToKernels,
  fuse: [
    foldViews, // before fuse-epilogues, so that an addition finds the kernel behind its shortcut
    fuseEpilogues,
    fuseOperands,
    shareReductions,
  ] satisfies readonly Pass<KernelProgram>[],
  recompute, // after fusion, when it is known which activations there are
  schedule: [
    chooseSchedules, // before choose-layout, since it makes buffers
    chooseTypes, // before choose-layout and plan-memory, which count bytes
    chooseLayout,
    chooseTiles,
    planMemory,
  ] satisfies readonly Pass<KernelProgram, KernelProgram, ScheduleContext>[],
} as const;

/** Every pass, once. */
export const passes: readonly PassRecord['pass'][] = [
  ...new Set([
    ...Object.values(pipeline.simplify).flat(),
    pipeline.lower,
    ...pipeline.fuse,
    pipeline.recompute,
    ...pipeline.schedule,
  ]),
];

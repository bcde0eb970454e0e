import type { Graph, KernelProgram } from '@resnet-compile/ir';
import { appendLoss } from './3-differentiate/append-loss.ts';
import { differentiate } from './3-differentiate/differentiate.ts';
import { useBatchStatistics } from './3-differentiate/use-batch-statistics.ts';
import { useRunningStatistics } from './3-differentiate/use-running-statistics.ts';
import { foldAffine } from './2-simplify/fold-affine.ts';
import { foldBatchNorm } from './2-simplify/fold-batch-norm.ts';
import { foldConstants } from './2-simplify/fold-constants.ts';
import { removeDeadNodes } from './2-simplify/remove-dead-nodes.ts';
import { removeDropout } from './2-simplify/remove-dropout.ts';
import { shareCommonNodes } from './2-simplify/share-common-nodes.ts';
import { lowerToKernels } from './4-lower/lower-to-kernels.ts';
import { foldViews } from './5-fuse/fold-views.ts';
import { fuseEpilogues } from './5-fuse/fuse-epilogues.ts';
import { shareReductions } from './5-fuse/share-reductions.ts';
import { chooseLayout } from './6-schedule/choose-layout.ts';
import { chooseSchedules } from './6-schedule/choose-schedules.ts';
import { chooseTiles } from './6-schedule/choose-tiles.ts';
import { chooseTypes } from './6-schedule/choose-types.ts';
import { planMemory } from './6-schedule/plan-memory.ts';
import { recompute } from './6-schedule/recompute.ts';
import type { Pass } from './pass.ts';

/** The passes, in their order: the only list. */
export const pipeline = {
  inference: [
    removeDropout,
    foldBatchNorm,
    foldAffine,
    foldConstants, // after fold-affine, which composes the constants of neighbouring normalisations
    shareCommonNodes,
    removeDeadNodes,
  ] satisfies readonly Pass<Graph>[],
  training: [
    foldConstants,
    shareCommonNodes,
    removeDeadNodes, // before differentiation, so that nothing dead gets a gradient
    useBatchStatistics,
    appendLoss,
    differentiate,
  ] satisfies readonly Pass<Graph>[],
  evaluation: [
    removeDropout,
    useRunningStatistics,
    foldConstants,
    shareCommonNodes,
    removeDeadNodes,
  ] satisfies readonly Pass<Graph>[],
  lower: lowerToKernels,
  program: [
    foldViews, // before fuse-epilogues, so that an addition finds the kernel behind its shortcut
    fuseEpilogues,
    shareReductions,
    recompute, // after fusion, when it is known which activations there are
    chooseSchedules, // before choose-layout, since it makes buffers
    chooseTypes, // before choose-layout and plan-memory, which count bytes
    chooseLayout,
    chooseTiles,
    planMemory,
  ] satisfies readonly Pass<KernelProgram>[],
} as const;

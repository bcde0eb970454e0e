import { backwardStart, readsOf, trains, writesOf, type KernelProgram } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';
import { liveBytes } from './arena.ts';
import { segmentationsOf, type Segmentation } from './forward-segments.ts';
import { rematerialize } from './rematerialize.ts';

/**
 * Computes activations again in the backward pass instead of keeping them. First the cheap ones, normalisations and ReLUs
 * of values that are kept anyway; with a memory budget, whole segments of the forward pass, the first ones first, since
 * their maps are the largest and wait the longest. A smaller budget never makes a larger program.
 *
 * **Requires** fuse-epilogues. Does nothing in inference.
 */
export const recompute: Pass<KernelProgram, KernelProgram, { readonly memoryBudget?: number }> = {
  name: 'recompute',
  summary: 'computes cheap activations again in the backward pass, and whole segments under a memory budget',
  run: (program, { memoryBudget = Infinity }) => {
    if (!trains(program)) return program;
    const activations = cheapActivations(program);
    const cheap = rematerialize(program, activations);
    const [live, liveBefore] = [liveBytes(cheap), liveBytes(program)];
    const best = live < liveBefore ? cheap : program;
    return Math.min(live, liveBefore) <= memoryBudget ? best : withinBudget(program, best, activations, memoryBudget);
  },
};

/** Pointwise results that are read in the backward pass, where what they are made of is kept and read there no sooner. */
function cheapActivations(program: KernelProgram): ReadonlySet<string> {
  const start = backwardStart(program);
  const firstRead = new Map<string, number>();
  const lastRead = new Map<string, number>();
  program.kernels.forEach((kernel, at) => {
    if (at < start) return;
    for (const id of readsOf(kernel)) {
      if (!firstRead.has(id)) firstRead.set(id, at);
      lastRead.set(id, at);
    }
  });
  const cheap = new Set<string>();
  for (const kernel of program.kernels.slice(0, start)) {
    const [result, ...others] = writesOf(kernel);
    const last = result === undefined ? undefined : lastRead.get(result);
    if (kernel.core.kind !== 'copy' || others.length || result === undefined || last === undefined) continue;
    const made = readsOf(kernel);
    if (made.every((id) => !cheap.has(id) && (lastRead.get(id) ?? -1) >= last)) cheap.add(result);
  }
  return cheap;
}

/** The first way to compute segments again that keeps within the budget, or the one that takes the least. */
function withinBudget(
  program: KernelProgram,
  best: KernelProgram,
  cheap: ReadonlySet<string>,
  budget: number,
): KernelProgram {
  let [least, bytes] = [best, liveBytes(best)];
  const left = new Set(segmentationsOf(program, backwardStart(program), cheap, bytes));
  const take = (way: Segmentation): boolean => {
    left.delete(way);
    const next = rematerialize(program, way.dropped);
    const live = liveBytes(next);
    if (live < bytes) [least, bytes] = [next, live];
    return live <= budget;
  };
  // What is kept is live when the backward pass starts: no way takes less.
  for (const way of left) if (way.kept <= budget && take(way)) return least;
  for (const way of [...left].reverse()) if (way.kept < bytes) take(way);
  return least;
}

import { readsOf, stepsOf, writesOf, type Kernel, type KernelProgram } from '@resnet-compile/ir';
import type { Pass } from '../pass.ts';
import { liveBytes } from './arena.ts';
import { backwardStart, rematerialize } from './rematerialize.ts';

/**
 * Computes activations again in the backward pass instead of keeping them. First the cheap ones, normalisations and ReLUs
 * of values that are kept anyway; with a memory budget, the insides of as many residual blocks as it takes, the first
 * blocks first, since their maps are the largest and wait the longest; then all but every 2nd, 4th, 8th … block's result
 * (Chen et al. 2016, training with sublinear memory).
 *
 * **Requires** fuse-epilogues. Does nothing in inference.
 */
export const recompute: Pass<KernelProgram> = {
  name: 'recompute',
  summary: 'computes cheap activations again in the backward pass, and whole blocks under a memory budget',
  run: (program, { memoryBudget = Infinity }) => {
    if (backwardStart(program) < 0) return program;
    const cheap = rematerialize(program, cheapActivations(program));
    const best = liveBytes(cheap) < liveBytes(program) ? cheap : program;
    if (liveBytes(best) <= memoryBudget) return best;
    return withinBudget(program, memoryBudget);
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
    if (kernel.core.kind !== 'copy' || others.length || !firstRead.has(result!)) continue;
    const made = readsOf(kernel);
    if (made.every((id) => !cheap.has(id) && (lastRead.get(id) ?? -1) >= lastRead.get(result!)!)) cheap.add(result!);
  }
  return cheap;
}

function withinBudget(program: KernelProgram, budget: number): KernelProgram {
  const blocks = blocksOf(program);
  const inside = (count: number): ReadonlySet<string> =>
    new Set(blocks.slice(0, count).flatMap(({ inside: ids }) => ids));
  const everyNth = (n: number): ReadonlySet<string> =>
    new Set([
      ...inside(blocks.length),
      ...blocks.flatMap(({ result }, index) => (result !== undefined && (index + 1) % n !== 0 ? [result] : [])),
    ]);
  const all = rematerialize(program, inside(blocks.length));
  if (liveBytes(all) <= budget) {
    let [few, many] = [0, blocks.length];
    while (many - few > 1) {
      const middle = (few + many) >> 1;
      if (liveBytes(rematerialize(program, inside(middle))) <= budget) many = middle;
      else few = middle;
    }
    return rematerialize(program, inside(many));
  }
  let least = all;
  for (let n = 2; n <= blocks.length; n *= 2) {
    const next = rematerialize(program, everyNth(n));
    if (liveBytes(next) < liveBytes(least)) least = next;
    if (liveBytes(least) <= budget) break;
  }
  return least;
}

/** Forward activations by block: a block ends with a kernel that adds. The last part, up to the loss, is kept. */
function blocksOf(
  program: KernelProgram,
): readonly { readonly inside: readonly string[]; readonly result: string | undefined }[] {
  const blocks: { inside: string[]; result: string | undefined }[] = [];
  let inside: string[] = [];
  for (const kernel of program.kernels.slice(0, backwardStart(program))) {
    const written = writesOf(kernel);
    if (!adds(kernel)) {
      inside.push(...written);
      continue;
    }
    const result = written[0]!;
    blocks.push({ inside: [...inside, ...written.slice(1)], result });
    inside = [];
  }
  return blocks;
}

const adds = (kernel: Kernel): boolean => stepsOf(kernel, 'add').length > 0;

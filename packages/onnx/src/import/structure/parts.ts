import type { Dominators } from './dominators.ts';
import { sourcesOf, type PartStep, type Step } from './step.ts';
import { leavesOf, type Tree } from './tree.ts';

/** Branches whose inputs are the parts of one value, in order and without a gap. */
export interface Split {
  readonly source: Step;
  /** Where each branch begins: its part, or the sum of that and what the branch before gives. */
  readonly bottoms: readonly Step[];
  /** Channels of each part. */
  readonly shares: readonly number[];
  /** Whether a branch adds what the one before gives. */
  readonly links: readonly boolean[];
  readonly reads: 'parts' | 'cascade';
}

interface Bottom {
  readonly step: Step;
  readonly part: PartStep;
  readonly isLinked: boolean;
}

/** The branches that end with these steps as readers of parts; undefined where they read something else. */
export function splitOf(ends: readonly Step[], from: Step, dominators: Dominators): Split | undefined {
  const bottoms: Bottom[] = [];
  for (const [index, end] of ends.entries()) {
    const bottom = bottomOf(end, ends[index - 1], from, dominators);
    const last = bottoms.at(-1)?.part;
    if (
      !bottom ||
      bottom.part.from !== (last ? last.from + last.count : 0) ||
      (last && bottom.part.input !== last.input)
    )
      return undefined;
    bottoms.push(bottom);
  }
  const [first] = bottoms;
  const last = bottoms.at(-1)?.part;
  if (!first || !last || last.from + last.count !== first.part.input.shape[0]) return undefined;
  const links = bottoms.map(({ isLinked }) => isLinked);
  return {
    source: first.part.input,
    bottoms: bottoms.map(({ step }) => step),
    shares: bottoms.map(({ part }) => part.count),
    links,
    reads: links.some(Boolean) ? 'cascade' : 'parts',
  };
}

/** Down a branch to the part that it reads, or to the sum of a part and of what the branch before gives. */
function bottomOf(end: Step, before: Step | undefined, from: Step, dominators: Dominators): Bottom | undefined {
  for (let step: Step | undefined = end; step && step !== from; step = next(step, dominators)) {
    if (step.kind === 'part') return { step, part: step, isLinked: false };
    if (step.kind !== 'join' || step.join !== 'sum' || !before) continue;
    const part = step.inputs.find((each) => each.kind === 'part');
    if (part?.kind === 'part' && step.inputs.length === 2 && step.inputs.includes(before))
      return { step, part, isLinked: true };
  }
  return undefined;
}

const next = (step: Step, dominators: Dominators): Step | undefined => {
  const [only, ...others] = sourcesOf(step);
  return others.length ? dominators.of(step) : only;
};

/** Branches that each add what the one before gives; where none does, those with parameters beside a last one that has none. */
export function runsOf(trees: readonly Tree[], links: readonly boolean[]): readonly (readonly number[])[] {
  const isPlain = trees.map((tree) => leavesOf(tree).every(({ parameters }) => !parameters.length));
  const last = trees.length - 1;
  const isBeside = !links.some(Boolean) && last > 1 && isPlain.indexOf(true) === last;
  return trees.reduce<readonly (readonly number[])[]>(
    (runs, _, index) =>
      links[index] || (isBeside && index > 0 && index < last)
        ? [...runs.slice(0, -1), [...(runs.at(-1) ?? []), index]]
        : [...runs, [index]],
    [],
  );
}

/** In their smallest numbers; none where all are equal. */
export function sharesAs(shares: readonly number[]): { readonly shares?: readonly number[] } {
  const divisor = shares.reduce(function common(a: number, b: number): number {
    return b === 0 ? a : common(b, a % b);
  });
  const smallest = shares.map((share) => share / divisor);
  return smallest.every((share) => share === 1) ? {} : { shares: smallest };
}

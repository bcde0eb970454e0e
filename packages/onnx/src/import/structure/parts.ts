import type { Dominators } from './dominators.ts';
import { sourcesOf, type PartStep, type Step } from './step.ts';

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
    if (!bottom) return undefined;
    bottoms.push(bottom);
  }
  const source = wholesOf(bottoms[0]?.part).find((whole) => {
    let next = 0;
    for (const { part } of bottoms) {
      if (startIn(part, whole) !== next) return false;
      next += part.count;
    }
    return next === whole.shape[0];
  });
  if (!source) return undefined;
  const links = bottoms.map(({ isLinked }) => isLinked);
  return {
    source,
    bottoms: bottoms.map(({ step }) => step),
    shares: bottoms.map(({ part }) => part.count),
    links,
    reads: links.some(Boolean) ? 'cascade' : 'parts',
  };
}

/** Parts of parts; more are no network. */
const deepest = 100;

/** What a part is of, and what that is a part of. */
function wholesOf(part: PartStep | undefined): readonly Step[] {
  const wholes: Step[] = [];
  for (let step: Step | undefined = part; step?.kind === 'part' && wholes.length < deepest; step = step.input)
    wholes.push(step.input);
  return wholes;
}

/** The first channel of a part within a step that it is of, or a part of that is; undefined of another one. */
function startIn(part: PartStep, whole: Step): number | undefined {
  let start = 0;
  for (let step: Step = part; step.kind === 'part'; step = step.input) {
    start += step.from;
    if (step.input === whole) return start;
  }
  return undefined;
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

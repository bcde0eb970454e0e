import { itemOf } from '@resnet-compile/ir';
import type { Split } from './parts.ts';
import type { JoinStep } from './step.ts';
import { leavesOf, type Tree } from './tree.ts';

/** Runs of branches that each add what the one before gives are cascades; they stand beside the others. */
export function branchesOf(step: JoinStep, trees: readonly Tree[], { shares, links }: Split): Tree {
  const runs = runsOf(trees, links);
  const shareOf = (indices: readonly number[]): number => indices.reduce((sum, index) => sum + (shares[index] ?? 0), 0);
  const made = runs.map((indices): Tree => {
    const items = indices.map((index) => itemOf(trees, index));
    const [only] = items;
    if (only && items.length === 1) return only;
    return {
      kind: 'branches',
      step: undefined,
      join: 'concatenate',
      items,
      reads: links[indices[1] ?? 0] ? 'cascade' : 'parts',
      ...sharesAs(indices.map((index) => shares[index] ?? 1)),
    };
  });
  const [first] = made;
  if (first?.kind === 'branches' && made.length === 1) return { ...first, step };
  return { kind: 'branches', step, join: 'concatenate', reads: 'parts', ...sharesAs(runs.map(shareOf)), items: made };
}

/** Branches that each add what the one before gives; where none does, those with parameters beside a last one that has none. */
function runsOf(trees: readonly Tree[], links: readonly boolean[]): readonly (readonly number[])[] {
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

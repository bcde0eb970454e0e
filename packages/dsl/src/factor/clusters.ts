import type { Keys } from './skeleton.ts';
import type { Term } from './term.ts';

/** A part at its place. */
export interface Use {
  readonly term: Term;
  /** What it is called there. */
  readonly name: string;
  readonly around: Term;
  /** In a run there are several. */
  readonly isRun: boolean;
}

/** Parts that are equal up to numbers. */
export interface Cluster {
  readonly key: string;
  readonly uses: readonly Use[];
}

/**
 * The smallest parts that occur several times, of those that were not looked at. What occurs once in each of other parts that
 * are alike is written there, as the body of a block is, and comes only after them. A run is several.
 */
export function nextCluster(root: Term, { skeleton }: Keys, rejected: ReadonlySet<string>): Cluster | undefined {
  const clusters = new Map<string, Use[]>();
  const visit = (around: Term): void => {
    for (const { name, part, count } of around.items) {
      visit(part);
      if (part.term !== 'make' || part.items.length === 0) continue;
      const key = skeleton(part);
      if (rejected.has(key)) continue;
      const uses = clusters.get(key);
      const use = { term: part, name, around, isRun: count !== undefined };
      if (uses) uses.push(use);
      else clusters.set(key, [use]);
    }
  };
  visit(root);
  const isWithinAnother = (uses: readonly Use[]): boolean => {
    if (uses.some(({ isRun }) => isRun)) return false;
    const around = new Set(uses.map((use) => use.around));
    const keys = new Set(Array.from(around, skeleton));
    const [key = ''] = keys;
    return keys.size === 1 && around.size === uses.length && (clusters.get(key)?.length ?? 0) > 1;
  };
  return Array.from(clusters, ([key, uses]) => ({ key, uses }))
    .filter(({ uses }) => (uses.length > 1 || uses[0]?.isRun) && !isWithinAnother(uses))
    .reduce<Cluster | undefined>((a, b) => (a === undefined || b.key.length < a.key.length ? b : a), undefined);
}

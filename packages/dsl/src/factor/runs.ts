import { countOf, furtherName, isNext, isWorthARun } from './numbered.ts';
import { dataValue, type Item, type Term } from './term.ts';

/** Equal numbered neighbours as one item. */
export function inRuns(items: readonly Item[], exact: (term: Term) => string): readonly Item[] {
  const runs: Item[] = [];
  for (const item of items) {
    const last = runs.at(-1);
    const together = last && (countOf(last) ?? 0) + (countOf(item) ?? 0);
    if (
      last &&
      !last.when &&
      !item.when &&
      isNext(last, item) &&
      isWorthARun(item.part) &&
      exact(last.part) === exact(item.part)
    )
      runs[runs.length - 1] = { ...last, count: dataValue(together ?? 1) };
    else runs.push(item);
  }
  return runs;
}

/** Two calls read better than a loop. */
export const unrolled = (items: readonly Item[]): readonly Item[] =>
  items.flatMap((item) => {
    const count = item.part.term === 'call' ? countOf(item) : undefined;
    if (item.count === undefined || count === undefined || count > 2) return [item];
    const { count: _, ...single } = item;
    return Array.from({ length: count }, (_each, index) => ({ ...single, name: furtherName(item.name, index) }));
  });

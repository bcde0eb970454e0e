import { countOf, furtherName, isNext, isWorthARun } from './numbered.ts';
import { dataValue, type Item, type Term } from './term.ts';

/** Numbered neighbours of one skeleton, under the first one's name. */
export interface Series {
  readonly name: string;
  readonly items: readonly Item[];
}

export function seriesOf(items: readonly Item[], skeleton: (term: Term) => string): readonly Series[] {
  const all: { name: string; items: Item[] }[] = [];
  for (const item of items) {
    const last = all.at(-1);
    const before = last?.items.at(-1);
    if (
      last &&
      before &&
      isNext(before, item) &&
      isWorthARun(item.part) &&
      skeleton(before.part) === skeleton(item.part)
    )
      last.items.push(item);
    else all.push({ name: item.name, items: [item] });
  }
  return all;
}

/** As so many items, the first ones of runs by themselves; undefined where there are none left to take from. */
export function spread(items: readonly Item[], length: number): readonly (Item | undefined)[] {
  if (items.length >= length) return items;
  const at = items.findIndex((item) => (countOf(item) ?? 0) > 1);
  const run = items[at];
  if (!run) return [...items, ...Array.from({ length: length - items.length }, () => undefined)];
  const { count: _, ...first } = run;
  const rest = { ...run, name: furtherName(run.name, 1), count: dataValue((countOf(run) ?? 2) - 1) };
  return spread([...items.slice(0, at), first, rest, ...items.slice(at + 1)], length);
}

import type { Item, Term } from './term.ts';

/** A name that ends with a number, such as `layer1` or `0`. */
export interface NumberedName {
  readonly stem: string;
  readonly index: number;
}

export function numberedName(name: string): NumberedName | undefined {
  const [, stem = '', digits = ''] = /^(.*?)(0|[1-9]\d{0,8})$/s.exec(name) ?? [];
  return digits === '' ? undefined : { stem, index: Number(digits) };
}

/** How many parts an item is; undefined where a parameter says. */
export const countOf = ({ count }: Item): number | undefined =>
  count === undefined ? 1 : count.of === 'data' ? Number(count.data) : undefined;

/** Whether the second's name is the next after the first one's last. */
export function isNext(first: Item, second: Item): boolean {
  const [a, b, count] = [numberedName(first.name), numberedName(second.name), countOf(first)];
  return a !== undefined && b !== undefined && count !== undefined && a.stem === b.stem && a.index + count === b.index;
}

/** The name so many further. */
export function furtherName(name: string, by: number): string {
  const numbered = numberedName(name);
  return numbered && by !== 0 ? `${numbered.stem}${numbered.index + by}` : name;
}

/** Whether parts are those of an array: numbered from 0. */
export const isArray = ({ items }: Pick<Term, 'items'>): boolean =>
  items.every((item, index) => (index === 0 ? item.name === '0' : isFollowing(items[index - 1], item)));

// Behind a run whose length a parameter says, names say nothing.
const isFollowing = (before: Item | undefined, item: Item): boolean =>
  before !== undefined && (countOf(before) === undefined ? numberedName(item.name)?.stem === '' : isNext(before, item));

/** Leaves are written one by one. */
export const isWorthARun = ({ term, items }: Term): boolean => term === 'call' || items.length > 0;

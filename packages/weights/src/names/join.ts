import { fits } from './shapes.ts';
import type { Spelling } from './spellings.ts';

type Shapes = ReadonlyMap<string, readonly number[]>;

/** What a file's names are in the network: file's name → network's. */
export type Pairs = ReadonlyMap<string, string>;

export interface Joined {
  readonly pairs: Pairs;
  /** How well all of the file fits. */
  readonly score: number;
}

/**
 * Two for each of the network's names that has a tensor of its shape, one for others that have one; less two for each
 * tensor too many that means the same, and for each name of the network that the file has, and that would become another.
 */
export function scoreOf(pairs: Pairs, found: Shapes, expected: Shapes): number {
  const fitting = new Set<string>();
  for (const [from, to] of pairs) if (fits(found.get(from) ?? [], expected.get(to) ?? [])) fitting.add(to);
  const moved = [...found.keys()].filter((name) => expected.has(name) && pairs.get(name) !== name).length;
  const matched = new Set(pairs.values()).size;
  return fitting.size + matched - 2 * (pairs.size - matched + moved);
}

/** Joins two ways to read names; what two of the network's would be called, nothing is joined to. */
export function join(file: Spelling, network: Spelling, found: Shapes, expected: Shapes): Joined {
  const pairs = new Map<string, string>();
  for (const [name, froms] of file.names) {
    const [to, other] = network.names.get(name) ?? [];
    if (to !== undefined && other === undefined) for (const from of froms) pairs.set(from, to);
  }
  return { pairs, score: scoreOf(pairs, found, expected) };
}

import { fits } from './shapes.ts';
import type { Spelling } from './spellings.ts';

type Shapes = ReadonlyMap<string, readonly number[]>;

/** What a file's names are in the network: file's name → network's. */
export type Pairs = ReadonlyMap<string, string>;

export interface Joined {
  readonly pairs: Pairs;
  /** How many have the shape that is expected there, and how many are found at all. */
  readonly score: readonly [fitting: number, matched: number];
}

/** Counts of each network's name once, however many of the file's mean it. */
export function scoreOf(pairs: Pairs, found: Shapes, expected: Shapes): Joined['score'] {
  const fitting = new Set<string>();
  for (const [from, to] of pairs) if (fits(found.get(from) ?? [], expected.get(to) ?? [])) fitting.add(to);
  return [fitting.size, new Set(pairs.values()).size];
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

/** Whether one fits better than the other: more tensors of the right shape, else more at all. */
export const isBetter = ({ score: a }: Joined, { score: b }: Joined): boolean =>
  a[0] > b[0] || (a[0] === b[0] && a[1] > b[1]);

import { join, scoreOf, type Joined, type Pairs } from './join.ts';
import { layersOf } from './layers.ts';
import { leftOut } from './left-out.ts';
import { pairHeads } from './pair-heads.ts';
import { spellingsOf, type Spelling } from './spellings.ts';

export type Shapes = ReadonlyMap<string, readonly number[]>;

/** Which names of a file are which of a network. */
export interface ChosenNames {
  /** The rule, in words. */
  readonly dialect: string;
  readonly note?: string;
  readonly pairs: Pairs;
  /** Names that are no part of the network, and why. */
  readonly leftOut: readonly (readonly [name: string, why: string])[];
}

const asTheyAre = 'the names as they are';

const listed = (shapes: Shapes): { name: string; shape: readonly number[] }[] =>
  [...shapes].map(([name, shape]) => ({ name, shape }));

const identity = (found: Shapes, expected: Shapes): Joined => {
  const pairs = new Map([...found.keys()].flatMap((name) => (expected.has(name) ? [[name, name] as const] : [])));
  return { pairs, score: scoreOf(pairs, found, expected) };
};

/** More names, or longer ones, no network has; rules would take minutes to read what a file has by malice. */
const isPlausible = (found: Shapes): boolean =>
  found.size <= 20_000 && [...found.keys()].every(({ length }) => length <= 1000);

/** The pair of readings under which the most tensors find their place, the names as they are before all. */
function best(found: Shapes, expected: Shapes): Joined & { readonly file?: Spelling } {
  const plain = identity(found, expected);
  if (plain.score === 2 * expected.size) return plain;
  const networks = spellingsOf(layersOf(listed(expected)));
  let chosen: Joined & { readonly file?: Spelling } = plain;
  for (const file of spellingsOf(layersOf(listed(found))))
    for (const network of networks) {
      const joined = join(file, network, found, expected);
      if (joined.score > chosen.score) chosen = { ...joined, file };
    }
  return chosen;
}

/** Finds the rule by how well all of a file fits; then what is left over: names that fit as they are, the head, what is no part of the network. */
export function chooseNames(found: Shapes, expected: Shapes): ChosenNames {
  if (!isPlausible(found)) return { dialect: asTheyAre, pairs: identity(found, expected).pairs, leftOut: [] };
  const { pairs: matched, file } = best(found, expected);
  const pairs = new Map(matched);
  const taken = new Set(matched.values());
  for (const name of found.keys())
    if (!pairs.has(name) && expected.has(name) && !taken.has(name)) pairs.set(name, name);
  const missing = listed(expected).filter(({ name }) => !taken.has(name) && !pairs.has(name));
  const rest = (): { name: string; shape: readonly number[] }[] => listed(found).filter(({ name }) => !pairs.has(name));
  for (const [from, to] of pairHeads(layersOf(rest()), layersOf(missing))) pairs.set(from, to);
  const others = rest().map(({ name }) => name);
  const { rule, prefix = '', unwrapped } = file ?? {};
  return {
    dialect: `${rule?.dialect ?? asTheyAre}${prefix || unwrapped ? ', with a prefix' : ''}`,
    ...(rule?.note === undefined ? {} : { note: rule.note }),
    pairs,
    leftOut: leftOut(others, [...pairs.keys()], prefix),
  };
}

import { nameRules } from '../name-rules/index.ts';
import type { NameRule } from '../name-rules/name-rule.ts';
import { partsOfBlocks } from '../name-rules/parts-of-blocks.ts';
import { compileRename, type Renaming } from '../name-rules/rename.ts';
import { isTorchvisions } from '../name-rules/torchvision.ts';
import { wrappers } from '../name-rules/wrappers.ts';
import { joined, type NamedLayer } from './layers.ts';
import { prefixesOf, withoutPrefix } from './prefixes.ts';

/** One way to read names: what each is called as torchvision would. */
export interface Spelling {
  readonly rule: NameRule;
  /** The prefix that it is read without. */
  readonly prefix: string;
  /** Whether wrappers are left out too. */
  readonly unwrapped: boolean;
  /** The names that are each called so; mostly one. */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

type Read = Omit<Spelling, 'names'> & { readonly paths: readonly string[] };

const compiled = nameRules.map((rule) => ({ rule, renamings: rule.renames.map(compileRename) }));
const common = partsOfBlocks.map(compileRename);

const withoutWrappers = (path: string): string =>
  path
    .split('.')
    .filter((component) => !wrappers.has(component))
    .join('.');

const apply = (renamings: readonly Renaming[], path: string, kind: NamedLayer['kind']): string =>
  renamings.reduce((name, rename) => rename(name, kind), path);

/** Without wrappers and without prefixes, in all ways. */
function bareOf(paths: readonly string[]): Omit<Read, 'rule'>[] {
  const wrapped = paths.some((path) => withoutWrappers(path) !== path);
  return (wrapped ? [false, true] : [false]).flatMap((unwrapped) =>
    prefixesOf(paths).map((prefix) => {
      const bare = paths.map((path) => withoutPrefix(path, prefix));
      return { prefix, unwrapped, paths: unwrapped ? bare.map(withoutWrappers) : bare };
    }),
  );
}

/** By every rule: as it is by the first, and by those that change something. */
const readsOf = (layers: readonly NamedLayer[], bare: Omit<Read, 'rule'>): Read[] =>
  compiled.flatMap(({ rule, renamings }): Read[] => {
    const paths = bare.paths.map((path, index) => apply(renamings, path, layers[index]?.kind ?? 'other'));
    const changes = paths.some((path, index) => path !== bare.paths[index]);
    const parts = paths.map((path, index) => apply(common, path, layers[index]?.kind ?? 'other'));
    return renamings.length === 0 || changes ? [{ ...bare, rule, paths: parts }] : [];
  });

function namesOf(layers: readonly NamedLayer[], { paths, ...read }: Read): Spelling {
  const names = new Map<string, string[]>();
  layers.forEach(({ tensors }, index) => {
    for (const { name, part } of tensors) {
      const key = joined(paths[index] ?? '', part);
      const others = names.get(key);
      if (others) others.push(name);
      else names.set(key, [name]);
    }
  });
  return { ...read, names };
}

/**
 * The ways to read the names of these layers that can be right, the plainest first: without rules, and by the rules
 * that make nearly as many of them torchvision's as any.
 */
export function spellingsOf(layers: readonly NamedLayer[]): Spelling[] {
  const reads = bareOf(layers.map(({ path }) => path)).flatMap((bare) => readsOf(layers, bare));
  const counts = reads.map(({ paths }) => paths.filter(isTorchvisions).length);
  const most = Math.max(...counts);
  return reads.flatMap((read, index) =>
    read.rule.renames.length === 0 || (counts[index] ?? 0) >= most * 0.8 ? [namesOf(layers, read)] : [],
  );
}

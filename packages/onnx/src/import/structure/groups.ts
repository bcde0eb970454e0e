import { isNumber, isWithin, numbered, pathOfTree } from './paths.ts';
import { leavesOf, type Path, type Tree } from './tree.ts';

/** Layers that follow each other, and have a name around them in the file; or one that has none. */
export interface Group {
  readonly items: readonly Tree[];
  readonly head: string | undefined;
  readonly isNest: boolean;
}

/** A tree's path behind the one around it. */
export function relativePath(tree: Tree, meant: Path): Path | undefined {
  const path = tree.kind === 'leaf' ? tree.path : pathOfTree(tree);
  return path && isWithin(path, meant) ? path.slice(meant.length) : undefined;
}

/** Neighbours whose paths begin with one name, which they do not share with what stands elsewhere. */
export function groups(items: readonly Tree[], meant: Path): readonly Group[] {
  const paths = items.map((item) => relativePath(item, meant));
  const result: Group[] = [];
  for (let from = 0; from < items.length;) {
    const [head, ...rest] = paths[from] ?? [];
    const isAlike = (index: number): boolean =>
      paths[index]?.[0] === head && ((paths[index]?.length ?? 0) > 1 || items[index]?.kind !== 'leaf');
    let to = from + 1;
    if (head !== undefined && (rest.length || (isAlike(from) && isAlike(from + 1)))) {
      // What has no name belongs to its neighbours, where both are of one group.
      let last = from;
      for (let index = from + 1; index < items.length && (isAlike(index) || paths[index] === undefined); index++)
        if (isAlike(index)) last = index;
      to = last + 1;
      const isElsewhere = paths.some((path, index) => path?.[0] === head && (index < from || index >= to));
      const one = items.slice(from, to);
      const isNest =
        !isElsewhere && (one.length > 1 || items[from]?.kind !== 'leaf') && hasNumbers(one, [...meant, head]);
      if (isNest) {
        result.push({ items: one, head, isNest });
        from = to;
        continue;
      }
    }
    const [item] = items.slice(from, from + 1);
    result.push({ items: item ? [item] : [], head: undefined, isNest: false });
    from += 1;
  }
  return result;
}

/**
 * Numbers are the first properties of a JavaScript object, whatever stands before them: where some of the layers are
 * numbered, all have to be, in order.
 */
const hasNumbers = (items: readonly Tree[], meant: Path): boolean => {
  const names = rawNames(groups(items, meant), meant);
  return !names.some(isNumber) || numbered(names) !== undefined;
};

const rawNames = (all: readonly Group[], meant: Path): readonly (string | undefined)[] =>
  all.map(({ items: [only], head, isNest }) => (isNest ? head : only && relativePath(only, meant)?.join('.')));

/** Names of groups, as the file has them; numbers only where all are. */
export function namesOf(all: readonly Group[], meant: Path): readonly (string | undefined)[] {
  const names = rawNames(all, meant).map((name) => (name === '' ? undefined : name));
  if (!names.some(isNumber)) return names.map((name, index) => name ?? nameless(all[index], meant));
  return numbered(names) ?? names.map((name) => (isNumber(name) ? `layer${name}` : name));
}

/** A layer that has the path of what is around it has no name of its own. */
const nameless = (group: Group | undefined, meant: Path): string | undefined => {
  const [only] = group?.items ?? [];
  const path = only && only.kind !== 'leaf' ? pathOfTree(only) : undefined;
  return path &&
    String(path) === String(meant) &&
    only &&
    leavesOf(only).some(({ parameters }) => parameters.length > 0)
    ? ''
    : undefined;
};

import {
  cascade,
  concatenate,
  product,
  residual,
  select,
  sequential,
  split,
  sum,
  type Branches,
  type Layer,
  type Layers,
} from '@resnet-compile/dsl';
import type { Parameter } from '../forms/form.ts';
import type { Step } from './step.ts';
import { groups, namesOf, relativePath } from './groups.ts';
import { isNumber, isWithin, labelOf, pathOfTree } from './paths.ts';
import { leavesOf, type Path, type Tree } from './tree.ts';

/** Trees → the DSL's layers, with the names that the file has, as far as layers can have them, and others of their kind. */
export class Naming {
  /** Parameters by their names in the state dict. */
  readonly state = new Map<string, Parameter>();
  /** What the layer of a path gives; undefined where several have it. */
  readonly byPath = new Map<string, Step | undefined>();
  readonly #used = new Set<string>();
  readonly #made = new Set<Layer>();
  readonly #layers: (tree: Tree) => Layer | undefined;

  /** @param layers layers that stand for a leaf, as those that are shared */
  constructor(layers: (tree: Tree) => Layer | undefined) {
    this.#layers = layers;
  }

  /** A tree as a layer. `own` is its path in the state dict, `meant` that of the file, `around` that of the layer around it. */
  layer(tree: Tree, own: string, meant: Path, around = ''): Layer {
    if (own !== around) this.#note(tree.step, own);
    switch (tree.kind) {
      case 'leaf': {
        const layer = this.#layers(tree) ?? tree.layer;
        // Of one that is shared, the first use names the parameters.
        if (!this.#made.has(layer))
          for (const parameter of tree.parameters) this.state.set(join(own, parameter.leaf), parameter);
        this.#made.add(layer);
        return layer;
      }
      case 'sequence':
        return sequential(this.#sequence(tree.items, own, meant));
      case 'residual':
        return this.#residual(tree, own, meant);
      case 'branches': {
        const branches = this.#branches(tree.items, own, meant, tree.reads !== undefined);
        const options = {
          ...(tree.shares ? { shares: tree.shares } : {}),
          ...(Array.isArray(branches) ? { numbered: false } : {}),
        };
        if (tree.reads) return (tree.reads === 'cascade' ? cascade : split)(branches, options);
        return { concatenate, product, sum }[tree.join](branches);
      }
      case 'select':
        return select({
          branches: this.#branches(tree.items, own, meant),
          weights: this.#layersOf(tree.weights, own, meant),
          groups: tree.groups,
          ...(tree.reads ? { reads: tree.reads } : {}),
          ...(tree.shares ? { shares: tree.shares } : {}),
        });
    }
  }

  #note(step: Step | undefined, path: string): void {
    if (step) this.byPath.set(path, !this.byPath.has(path) || this.byPath.get(path) === step ? step : undefined);
  }

  #residual(tree: Extract<Tree, { kind: 'residual' }>, own: string, meant: Path): Layer {
    const { preactivation, body, shortcut, gate, activation } = tree;
    const beside = (part: Tree, name: string): Layers => {
      const path = pathOfTree(part);
      const within = [...meant, name];
      const [only, ...others] = part.kind === 'sequence' ? part.items : [part];
      if (only?.kind === 'leaf' && !others.length && String(only.path ?? within) === String(within))
        return this.layer(only, join(own, name), within);
      return this.#layersOf(part, join(own, name), path && !isWithin(path, within) ? path : within);
    };
    return residual({
      ...(preactivation ? { preactivation: this.#layersOf(preactivation, own, meant) } : {}),
      body: this.#layersOf(body, own, meant),
      ...(shortcut ? { shortcut: beside(shortcut, 'downsample') } : {}),
      ...(gate ? { gate: { layers: beside(gate.tree, 'gate'), of: gate.of } } : {}),
      ...(activation ? { activation: this.layer(activation, join(own, 'activation'), meant) } : {}),
    });
  }

  /** What the DSL takes where it takes several. */
  #layersOf(tree: Tree, own: string, meant: Path): Layers {
    return this.#sequence(tree.kind === 'sequence' ? tree.items : [tree], own, meant);
  }

  /** Branches by their names; without any where all have the path of what is around them, and read parts of it. */
  #branches(items: readonly Tree[], own: string, meant: Path, isParts = false): Branches {
    const inner = items.map((item) =>
      item.kind === 'sequence' && item.items.length === 1 ? (item.items[0] ?? item) : item,
    );
    const relative = inner.map((item) => relativePath(item, meant));
    const isNameless = (index: number): boolean => relative[index]?.length === 0;
    const count = relative.filter((path) => path?.length === 0).length;
    const isUnnamed = inner.every((item, index) => isNameless(index) || !(hasParameters(item) || isOutput(item)));
    if (isParts && count && isUnnamed) return inner.map((item) => this.layer(item, own, meant, own));
    const taken = new Set<string>();
    const made = inner.map((item, index): readonly [string, Layer] => {
      const path = relative[index];
      const isIdentity = item.kind === 'leaf' && item.layer.kind === 'identity';
      const label = isIdentity ? 'identity' : 'branch';
      const wanted = path?.length ? path.join('.') : label;
      const name =
        count === 1 && isNameless(index)
          ? ''
          : this.#unused(own, isNumber(wanted) ? `branch${wanted}` : wanted, taken, hasParameters(item));
      return [name, this.layer(item, join(own, name), path ? [...meant, ...path] : (pathOfTree(item) ?? meant), own)];
    });
    return inOrder(made);
  }

  /** Layers one after the other, by their names; those whose paths begin alike in a layer of that name. */
  #sequence(items: readonly Tree[], own: string, meant: Path): readonly Layer[] | Readonly<Record<string, Layer>> {
    const grouped = groups(items, meant);
    const wanted = namesOf(grouped, meant);
    const isAmbiguous = wanted.filter((name) => name === '').length > 1;
    const taken = new Set<string>();
    const names = grouped.map((group, index) => {
      const name = isAmbiguous && wanted[index] === '' ? undefined : wanted[index];
      const [only] = group.items;
      return this.#unused(own, name ?? (only ? labelOf(only) : 'layers'), taken, group.items.some(hasParameters));
    });
    const isOrdered = String(Object.keys(Object.fromEntries(names.map((name) => [name, 0])))) === String(names);
    return inOrder(
      grouped.map((group, index): readonly [string, Layer] => {
        const given = names[index] ?? '';
        const name = isOrdered || !isNumber(given) ? given : this.#unused(own, `layer${given}`, taken, true);
        const [only] = group.items;
        if (name) this.#note(group.items.at(-1)?.step, join(own, name));
        if (group.isNest || !only)
          return [name, sequential(this.#sequence(group.items, join(own, name), [...meant, group.head ?? '']))];
        return [
          name,
          this.layer(only, join(own, name), (only.kind === 'leaf' ? only.path : pathOfTree(only)) ?? meant, own),
        ];
      }),
    );
  }

  /**
   * A name that nothing beside it has, nor, of what has parameters, anything else at this place: the parts of a residual
   * stand at one.
   */
  #unused(own: string, wanted: string, taken: Set<string>, isParameterised: boolean): string {
    // A name of several parts may be what lies within a neighbour.
    const isElsewhere = (name: string): boolean =>
      isParameterised ? this.#used.has(join(own, name)) : name.includes('.') && this.byPath.has(join(own, name));
    const isFree = (name: string): boolean => !taken.has(name) && !isElsewhere(name);
    let name = wanted;
    if (wanted !== '')
      for (let number = 2; !isFree(name); number++)
        name = /\d$/.test(wanted) ? `${wanted}_${number}` : `${wanted}${number}`;
    taken.add(name);
    if (isParameterised && name !== '') this.#used.add(join(own, name));
    return name;
  }
}

/** What does nothing has a path where an output asks for it. */
const isOutput = (tree: Tree): boolean =>
  tree.kind === 'leaf' && tree.layer.kind === 'identity' && tree.path !== undefined;
const hasParameters = (tree: Tree): boolean => leavesOf(tree).some(({ parameters }) => parameters.length > 0);

export const join = (path: string, name: string): string => (path && name ? `${path}.${name}` : path || name);

/** An array where names are its indices, else a record. Of several without a name, all but one get one. */
function inOrder(made: readonly (readonly [string, Layer])[]): readonly Layer[] | Readonly<Record<string, Layer>> {
  if (made.every(([name], index) => name === String(index))) return made.map(([, layer]) => layer);
  return Object.fromEntries(made);
}

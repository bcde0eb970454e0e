import type { Layer } from '@resnet-compile/dsl';
import type { Parameter } from '../forms/form.ts';
import type { Step } from './step.ts';

/** The names of the layers around a layer, and its own. */
export type Path = readonly string[];

interface Common {
  /** What it gives. */
  readonly step: Step | undefined;
}

/** A layer that has no others in it, and what the file says of its name. */
export interface Leaf extends Common {
  readonly kind: 'leaf';
  readonly layer: Layer;
  readonly parameters: readonly Parameter[];
  /** Its path in the file, where that tells. */
  readonly path?: Path;
}
/** One after the other. */
export interface Sequence extends Common {
  readonly kind: 'sequence';
  readonly items: readonly Tree[];
}
export interface Residual extends Common {
  readonly kind: 'residual';
  readonly preactivation?: Tree;
  readonly body: Tree;
  readonly shortcut?: Tree;
  readonly activation?: Tree;
  readonly gate?: { readonly of: 'exclusive' | 'shortcut-only'; readonly tree: Tree };
}
export interface Branches extends Common {
  readonly kind: 'branches';
  readonly join: 'concatenate' | 'product' | 'sum';
  readonly reads?: 'parts' | 'cascade';
  readonly shares?: readonly number[];
  readonly items: readonly Tree[];
}
export interface Select extends Common {
  readonly kind: 'select';
  readonly reads?: 'parts';
  readonly shares?: readonly number[];
  readonly items: readonly Tree[];
  readonly weights: Tree;
  readonly groups: number;
}

/** Layers in layers, without names. */
export type Tree = Leaf | Sequence | Residual | Branches | Select;

/** The trees within a tree, in the order of computation. */
export function treesIn(tree: Tree): readonly Tree[] {
  switch (tree.kind) {
    case 'leaf':
      return [];
    case 'sequence':
    case 'branches':
      return tree.items;
    case 'select':
      return [...tree.items, tree.weights];
    case 'residual':
      return [tree.preactivation, tree.body, tree.shortcut, tree.gate?.tree, tree.activation].filter(
        (each) => each !== undefined,
      );
  }
}

/** The layers of a tree. */
export const leavesOf = (tree: Tree): readonly Leaf[] =>
  tree.kind === 'leaf' ? [tree] : treesIn(tree).flatMap(leavesOf);

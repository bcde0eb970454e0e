import type { BranchesLayer, Children, Layer, PoolLayer, ResidualLayer } from '../layer.ts';
import { without } from '../without.ts';

/** A layer by itself, whatever it is called. */
export interface Leaf {
  readonly node: 'leaf';
  /** Of layers that compute the same. */
  readonly key: string;
  /** In the names of its parameters. */
  readonly path: string;
  readonly layer: Layer;
}

/** Layers beside each other. */
export interface Group {
  readonly node: 'group';
  readonly key: string;
  readonly lists: readonly (readonly Node[])[];
}

export type Node = Leaf | Group;

/**
 * Layers in a form in which networks that compute the same look the same, however they are nested and named: sequences within
 * sequences are one; identities and flattens are left out; a residual's activation stands behind it, its pre-activation
 * before it, or in its body where the input passes it; a sum of two is a residual; sums and products have no order; parts of
 * parts are parts. What parameters begin as is no part of it.
 */
export function canonical(layer: Layer, path = ''): readonly Node[] {
  switch (layer.kind) {
    case 'identity':
    case 'flatten':
      return [];
    case 'sequential':
      return layer.children.flatMap(([name, child]) => canonical(child, within(path, name)));
    case 'residual':
      return residualNodes(layer, path);
    case 'branches':
      return [branchesNode(layer, path)];
    case 'select': {
      const { reads, shares, groups, weights } = layer;
      const key = JSON.stringify(['select', reads, shares, groups]);
      return [{ node: 'group', key, lists: [...listsOf(layer.children, path), canonical(weights, path)] }];
    }
    default:
      return [{ node: 'leaf', key: keyOf(layer), path, layer }];
  }
}

/** As one list, for comparisons from the beginning. */
export const tokensOf = (nodes: readonly Node[]): readonly string[] =>
  nodes.flatMap((node) =>
    node.node === 'leaf' ? [node.key] : [node.key, ...node.lists.flatMap((list) => ['(', ...tokensOf(list), ')'])],
  );

export const leavesOf = (nodes: readonly Node[]): readonly Leaf[] =>
  nodes.flatMap((node) => (node.node === 'leaf' ? [node] : node.lists.flatMap(leavesOf)));

const within = (path: string, name: string): string => (path && name ? `${path}.${name}` : path || name);

const listsOf = (children: Children, path: string): readonly (readonly Node[])[] =>
  children.map(([name, child]) => canonical(child, within(path, name)));

function residualNodes(layer: ResidualLayer, path: string): readonly Node[] {
  const of = (part: Layer | undefined, name: string): readonly Node[] =>
    part ? canonical(part, within(path, name)) : [];
  const before = of(layer.preactivation, '');
  const body = of(layer.body, '');
  const shortcut = of(layer.shortcut, 'downsample');
  const behind = of(layer.activation, 'activation');
  const { gate } = layer;
  if (gate) {
    const lists = [before, body, shortcut, canonical(gate.layer, within(path, 'gate'))];
    return [{ node: 'group', key: `residual ${gate.of}`, lists }, ...behind];
  }
  return shortcut.length
    ? [...before, { node: 'group', key: 'residual', lists: [body, shortcut] }, ...behind]
    : [{ node: 'group', key: 'residual', lists: [[...before, ...body], []] }, ...behind];
}

function branchesNode({ join, reads, shares, children }: BranchesLayer, path: string): Node {
  const lists = listsOf(children, path);
  if (join === 'concatenate' && reads === 'parts') return splitNode(lists, shares ?? lists.map(() => 1));
  const isOrdered = join === 'concatenate' || reads !== undefined;
  const sorted = isOrdered ? lists : [...lists].sort(byLength);
  return join === 'sum' && !reads && lists.length === 2
    ? { node: 'group', key: 'residual', lists: sorted }
    : { node: 'group', key: JSON.stringify([join, reads, shares]), lists: sorted };
}

/** The longer one first; of equal length by what they are. */
function byLength(a: readonly Node[], b: readonly Node[]): number {
  const [first, second] = [tokensOf(a), tokensOf(b)];
  return second.length - first.length || (first.join() < second.join() ? -1 : 1);
}

/** Parts, and their shares in lowest terms, of which none is split further as a whole. */
function splitNode(lists: readonly (readonly Node[])[], shares: readonly number[]): Node {
  const parts = lists.map((list, index) => {
    const [only, ...others] = list;
    const share = shares[index] ?? 1;
    const inner = only?.node === 'group' && !others.length ? sharesOf(only) : undefined;
    return inner && only?.node === 'group'
      ? { lists: only.lists, shares: inner, share, whole: inner.reduce((sum, each) => sum + each, 0) }
      : { lists: [list], shares: [1], share, whole: 1 };
  });
  const all = parts.reduce((product, { whole }) => product * whole, 1);
  const scaled = parts.flatMap(({ shares: own, share, whole }) => own.map((each) => (each * share * all) / whole));
  const common = scaled.reduce(commonDivisor, 0);
  return {
    node: 'group',
    key: `split ${scaled.map((each) => each / common).join(' ')}`,
    lists: parts.flatMap((part) => part.lists),
  };
}

const sharesOf = ({ key }: Group): readonly number[] | undefined =>
  key.startsWith('split ') ? key.slice('split '.length).split(' ').map(Number) : undefined;

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** What a layer computes, whatever its parameters begin as. */
function keyOf(layer: Layer): string {
  const own: Readonly<Record<string, unknown>> = without(
    { ...layer },
    'position' as never,
    'problems',
    'initialBias' as never,
  );
  switch (layer.kind) {
    case 'conv':
      // A single pixel has no dilation.
      return JSON.stringify(layer.kernel.every((extent) => extent === 1) ? { ...own, dilation: [1, 1] } : own);
    case 'prelu':
      return JSON.stringify({ ...own, initial: 0 });
    case 'scale':
      return JSON.stringify(layer.trained ? { ...own, factor: 1 } : own);
    case 'maxPool':
      return isSubsample(layer)
        ? JSON.stringify({ kind: 'subsample', stride: layer.stride })
        : JSON.stringify({ ...own, countIncludePad: true });
    case 'averagePool': {
      if (isSubsample(layer)) return JSON.stringify({ kind: 'subsample', stride: layer.stride });
      const isPadded = layer.padding === 'same' || layer.padding.some((side) => side > 0);
      return JSON.stringify(isPadded ? own : { ...own, countIncludePad: true });
    }
    default:
      return JSON.stringify(own);
  }
}

/** Windows of one pixel. */
const isSubsample = ({ kernel, padding }: PoolLayer): boolean =>
  kernel.every((extent) => extent === 1) && (padding === 'same' || padding.every((side) => side === 0));

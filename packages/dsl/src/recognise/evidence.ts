import type { ConvLayer, Layer } from '../layer.ts';
import type { Network } from '../network-description.ts';
import { leavesOf, type Group, type Leaf, type Node } from './canonical.ts';

/** What of a network tells options of `resnet`. */
export interface Evidence {
  readonly network: Network;
  readonly leaves: readonly Leaf[];
  /** Before the first block. */
  readonly stem: readonly Leaf[];
  /** Residuals, in order; of a plain network none. */
  readonly blocks: readonly Block[];
  /** Whether there is no other way than one, but for gates. */
  readonly isPlain: boolean;
}

/** What is seen of a residual. */
export interface Block {
  readonly group: Group;
  /** Convolutions of the body, in order, those of branches included. */
  readonly convs: readonly ConvLayer[];
  /** Within the body, not within branches. */
  readonly ownConvs: number;
  readonly outChannels: number;
  readonly strides: boolean;
  /** Of the body's branches. */
  readonly branches: readonly Group[];
}

export function evidenceOf(network: Network, nodes: readonly Node[]): Evidence {
  const groups = nodes.filter((node): node is Group => node.node === 'group' && node.key.startsWith('residual'));
  const first = nodes.findIndex((node) => node.node === 'group');
  return {
    network,
    leaves: leavesOf(nodes),
    stem: leavesOf(nodes.slice(0, first === -1 ? nodes.length : first)),
    blocks: groups.map(blockOf),
    isPlain: nodes.every((node) => node.node === 'leaf' || node.key.includes('product')),
  };
}

function blockOf(group: Group): Block {
  // A gate's residual has its pre-activation first.
  const [body = [], shortcut = []] = group.lists.length > 2 ? group.lists.slice(1) : group.lists;
  const convs = convsOf(leavesOf(body));
  return {
    group,
    convs,
    ownConvs: convsOf(body.filter((node): node is Leaf => node.node === 'leaf')).length,
    outChannels: convs.at(-1)?.channels ?? 0,
    strides: [...leavesOf(body), ...leavesOf(shortcut)].some(({ layer }) => 'stride' in layer && layer.stride[0] > 1),
    branches: groupsIn(body),
  };
}

const groupsIn = (nodes: readonly Node[]): readonly Group[] =>
  nodes.flatMap((node) => (node.node === 'group' ? [node, ...node.lists.flatMap(groupsIn)] : []));

export const convsOf = (nodes: readonly Leaf[]): readonly ConvLayer[] =>
  nodes.flatMap(({ layer }) => (layer.kind === 'conv' ? [layer] : []));

/** Different layers of some kinds, the most frequent first. */
export function layersOf(leaves: readonly Leaf[], kinds: readonly Layer['kind'][]): readonly Layer[] {
  const found = new Map<string, { readonly layer: Layer; count: number }>();
  for (const { layer } of leaves) {
    if (!kinds.includes(layer.kind)) continue;
    const { position: _, ...own } = layer;
    const key = JSON.stringify(own);
    const known = found.get(key);
    if (known) known.count += 1;
    else found.set(key, { layer, count: 1 });
  }
  return [...found.values()].sort((a, b) => b.count - a.count).map(({ layer }) => layer);
}

export const distinct = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)];

/** Runs of equal neighbours: how long each is. */
export function runsOf<Value>(
  values: readonly Value[],
  begins: (value: Value, before: Value) => boolean,
): readonly number[] {
  const runs: number[] = [];
  values.forEach((value, index) => {
    const before = values[index - 1];
    if (index === 0 || (before !== undefined && begins(value, before))) runs.push(1);
    else runs.push((runs.pop() ?? 0) + 1);
  });
  return runs;
}

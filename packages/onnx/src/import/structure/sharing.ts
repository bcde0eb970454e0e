import { shared, type Layer } from '@resnet-compile/dsl';
import { plainNumber } from '../plain-number.ts';
import { leavesOf, type Leaf, type Tree } from './tree.ts';

/**
 * Layers that read the same parameters, or are one that several joins read: one, which is shared. Exporters write tensors
 * once that are equal by chance, as the biases of new layers are, so that all of a layer's have to be the same, and one of
 * them has to have numbers that nobody begins with.
 */
export function sharedLayers(tree: Tree): (tree: Tree) => Layer | undefined {
  const leaves = leavesOf(tree);
  const users = new Map<unknown, Leaf[]>();
  for (const leaf of leaves) {
    const key = leaf.parameters.length ? (keyOf(leaf) ?? leaf.step) : undefined;
    if (key === undefined) continue;
    const known = users.get(key);
    if (known) known.push(leaf);
    else users.set(key, [leaf]);
  }
  const layers = new Map<Tree, Layer>();
  for (const [first, ...others] of users.values()) {
    if (!first || !others.length) continue;
    const layer = shared(first.layer);
    for (const leaf of [first, ...others]) layers.set(leaf, layer);
  }
  return (leaf) => layers.get(leaf);
}

function keyOf({ layer, parameters }: Leaf): string | undefined {
  const isTold = parameters.some(
    ({ tensor: { data } }) => !isRound(data[0] ?? 0) || data.some((each) => each !== data[0]),
  );
  if (!isTold || !parameters.every(({ name }) => name !== undefined)) return undefined;
  return JSON.stringify([layer, parameters.map(({ name, leaf }) => [leaf, name])], (key, value: unknown) =>
    key === 'position' ? undefined : value,
  );
}

/** 0, 1, 0.25, 1e-6: what parameters are at first, where they are all alike. */
const isRound = (value: number): boolean => plainNumber(value) === Number(value.toPrecision(3));

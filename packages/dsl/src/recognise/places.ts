import type { Layer } from '../layer.ts';
import { partsOf } from '../parts-of.ts';
import { canonical, leavesOf, type Leaf, type Node } from './canonical.ts';

/** Layers by where their values are in a network: what stands at the same place in two equal networks gives the same. */
export function placesOf(body: Layer, nodes: readonly Node[]): ReadonlyMap<string, string> {
  const indices = new Map(leavesOf(nodes).map((leaf, index) => [idOf(leaf), index] as const));
  const places = new Map<string, string>();
  const twice = new Set<string>();
  const visit = (layer: Layer, path: string): void => {
    for (const { name, layer: inner } of partsOf(layer)) {
      const own = path && name ? `${path}.${name}` : path || (name ?? '');
      if (own !== path) {
        const place = endOf(canonical(inner, own), indices);
        if (places.has(own)) twice.add(own);
        if (place !== undefined) places.set(own, place);
      }
      visit(inner, own);
    }
  };
  visit(body, '');
  return new Map([...places].filter(([path]) => !twice.has(path)));
}

const idOf = ({ path, key }: Leaf): string => JSON.stringify([path, key]);

/** The last leaf, and how many groups end behind it. */
function endOf(nodes: readonly Node[], indices: ReadonlyMap<string, number>, groups = 0): string | undefined {
  const last = nodes.at(-1);
  if (!last) return undefined;
  if (last.node === 'leaf') return indices.has(idOf(last)) ? `${indices.get(idOf(last))} ${groups}` : undefined;
  return endOf(last.lists.find((list) => list.length > 0) ?? [], indices, groups + 1);
}

import type { Children, Layer, ResidualLayer } from './layer.ts';

/** A layer within another. */
export interface Part {
  /** In its path; undefined where it has none of its own, as a residual's body. */
  readonly name: string | undefined;
  readonly layer: Layer;
  /** The layer around it with another in its place. */
  readonly replaced: (by: Layer) => Layer;
}

/** The layers directly within a layer, in order. */
export function partsOf(layer: Layer): readonly Part[] {
  const ofChildren = <Parent extends Layer & { readonly children: Children }>(parent: Parent): readonly Part[] =>
    parent.children.map(([name, child], index) => ({
      name,
      layer: child,
      replaced: (by) => ({ ...parent, children: parent.children.with(index, [name, by]) }),
    }));
  switch (layer.kind) {
    case 'sequential':
    case 'branches':
      return ofChildren(layer);
    case 'select':
      return [
        ...ofChildren(layer),
        { name: undefined, layer: layer.weights, replaced: (weights) => ({ ...layer, weights }) },
      ];
    case 'shared':
      return [{ name: undefined, layer: layer.layer, replaced: (by) => ({ ...layer, layer: by }) }];
    case 'residual':
      return [
        ...([['preactivation'], ['body'], ['shortcut', 'downsample'], ['activation', 'activation']] as const).flatMap(
          ([part, name]): readonly Part[] => {
            const inner = layer[part];
            return inner ? [{ name, layer: inner, replaced: (by) => ({ ...layer, [part]: by }) }] : [];
          },
        ),
        ...gateOf(layer),
      ];
    default:
      return [];
  }
}

const gateOf = (layer: ResidualLayer): readonly Part[] => {
  const { gate } = layer;
  return gate
    ? [{ name: 'gate', layer: gate.layer, replaced: (by) => ({ ...layer, gate: { ...gate, layer: by } }) }]
    : [];
};

/** The paths of all layers within a layer, as `outputs` names them; some more than once, which `outputs` cannot name. */
export const layerPaths = (layer: Layer, path = ''): readonly string[] =>
  partsOf(layer).flatMap(({ name, layer: inner }) => {
    const own = path && name ? `${path}.${name}` : path || (name ?? '');
    return [...(own === path ? [] : [own]), ...layerPaths(inner, own)];
  });

/** Layers that compute something by themselves, with none within them. */
export const countLayers = (layer: Layer): number => {
  const parts = partsOf(layer);
  return parts.length === 0 && layer.kind !== 'sequential'
    ? 1
    : parts.reduce((sum, part) => sum + countLayers(part.layer), 0);
};

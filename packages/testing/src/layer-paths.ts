import type { Layer } from '@resnet-compile/dsl';

/** The paths of all layers within a layer, as `outputs` names them. */
export function layerPaths(layer: Layer, path = ''): readonly string[] {
  const named = (name: string, child: Layer | undefined): readonly string[] => {
    const own = path && name ? `${path}.${name}` : path || name;
    return child ? [...(own === path ? [] : [own]), ...layerPaths(child, own)] : [];
  };
  switch (layer.kind) {
    case 'sequential':
    case 'branches':
      return layer.children.flatMap(([name, child]) => named(name, child));
    case 'shared':
      return layerPaths(layer.layer, path);
    case 'select':
      return [...layer.children.flatMap(([name, child]) => named(name, child)), ...layerPaths(layer.weights, path)];
    case 'residual':
      return [
        ...(layer.preactivation ? layerPaths(layer.preactivation, path) : []),
        ...layerPaths(layer.body, path),
        ...named('downsample', layer.shortcut),
        ...named('gate', layer.gate?.layer),
        ...named('activation', layer.activation),
      ];
    default:
      return [];
  }
}

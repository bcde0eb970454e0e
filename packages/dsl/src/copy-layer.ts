import { makeLayer } from './brand.ts';
import type { Children, Layer } from './layer.ts';

/**
 * An equal layer that is another value, with parameters of its own; what is shared stays the same. `change` sees what has
 * no layers within.
 */
export function copyLayer(layer: Layer, change: (leaf: Layer) => Layer = (leaf) => leaf): Layer {
  const copy = (part: Layer): Layer => copyLayer(part, change);
  const optional = (part: Layer | undefined): Layer | undefined => part && copy(part);
  const all = (children: Children): Children => children.map(([name, child]) => [name, copy(child)]);
  switch (layer.kind) {
    case 'shared':
      return layer;
    case 'sequential':
    case 'branches':
      return makeLayer({ ...layer, children: all(layer.children) });
    case 'select':
      return makeLayer({ ...layer, children: all(layer.children), weights: copy(layer.weights) });
    case 'residual':
      return makeLayer({
        ...layer,
        preactivation: optional(layer.preactivation),
        body: copy(layer.body),
        shortcut: optional(layer.shortcut),
        activation: optional(layer.activation),
      });
    default:
      return makeLayer({ ...change(layer) });
  }
}

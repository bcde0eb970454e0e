import { makeLayer } from '../brand.ts';
import type { Children, Layer } from '../layer.ts';

/**
 * An equal layer that is another value: with parameters of its own, but for what is shared. `change` sees what has no
 * layers within.
 */
export function copyOf(layer: Layer, change: (leaf: Layer) => Layer = (leaf) => leaf): Layer {
  const copy = (part: Layer): Layer => copyOf(part, change);
  const copies = (children: Children): Children => children.map(([name, child]) => [name, copy(child)] as const);
  switch (layer.kind) {
    case 'shared':
      return layer;
    case 'sequential':
    case 'branches':
      return makeLayer({ ...layer, children: copies(layer.children) });
    case 'select':
      return makeLayer({ ...layer, children: copies(layer.children), weights: copy(layer.weights) });
    case 'residual': {
      const { preactivation, body, shortcut, activation, gate } = layer;
      return makeLayer({
        ...layer,
        preactivation: preactivation && copy(preactivation),
        body: copy(body),
        shortcut: shortcut && copy(shortcut),
        activation: activation && copy(activation),
        ...(gate ? { gate: { ...gate, layer: copy(gate.layer) } } : {}),
      });
    }
    default:
      return makeLayer({ ...change(layer) });
  }
}

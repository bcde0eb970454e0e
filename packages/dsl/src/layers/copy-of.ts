import { makeLayer } from '../brand.ts';
import type { Children, Layer } from '../layer.ts';

/** An equal layer that is another value: with parameters of its own. */
export function copyOf(layer: Layer): Layer {
  switch (layer.kind) {
    case 'sequential':
    case 'branches':
      return makeLayer({ ...layer, children: copiesOf(layer.children) });
    case 'select':
      return makeLayer({ ...layer, children: copiesOf(layer.children), weights: copyOf(layer.weights) });
    case 'residual': {
      const { preactivation, body, shortcut, activation, gate } = layer;
      return makeLayer({
        ...layer,
        preactivation: preactivation && copyOf(preactivation),
        body: copyOf(body),
        shortcut: shortcut && copyOf(shortcut),
        activation: activation && copyOf(activation),
        ...(gate ? { gate: { ...gate, layer: copyOf(gate.layer) } } : {}),
      });
    }
    default:
      return makeLayer({ ...layer });
  }
}

const copiesOf = (children: Children): Children => children.map(([name, child]) => [name, copyOf(child)] as const);

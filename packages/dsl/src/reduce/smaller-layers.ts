import type { Children, Layer } from '../layer.ts';
import { partsOf } from '../parts-of.ts';
import { plainerLayers } from './plainer-layers.ts';
import { without } from '../without.ts';

const identity: Layer = { kind: 'identity', problems: [] };

/** Layers with less than a layer has, those that take away most first. */
export function* smallerLayers(layer: Layer): Generator<Layer> {
  // A layer without parts takes its place, then one of its parts, then one that has fewer.
  if (layer.kind !== 'identity' && !isEmpty(layer)) yield identity;
  for (const part of partsOf(layer)) yield part.layer;
  yield* withoutSome(layer);
  yield* plainerLayers(layer);
  for (const part of partsOf(layer)) for (const smaller of smallerLayers(part.layer)) yield part.replaced(smaller);
}

const isEmpty = (layer: Layer): boolean => layer.kind === 'sequential' && layer.children.length === 0;

function* withoutSome(layer: Layer): Generator<Layer> {
  switch (layer.kind) {
    case 'sequential':
      for (const children of shorter(layer.children)) yield { ...layer, children };
      break;
    case 'branches':
    case 'select':
      for (const children of shorter(layer.children)) {
        const left = layer.shares?.filter((_, index) => children.includes(layer.children[index] as Children[number]));
        if (children.length) yield { ...layer, children, ...(left ? { shares: left } : {}) };
      }
      break;
    case 'residual':
      for (const part of ['preactivation', 'shortcut', 'activation'] as const)
        if (layer[part]) yield { ...layer, [part]: undefined };
      if (layer.gate) yield without(layer, 'gate') as Layer;
      break;
    default:
  }
}

/** Without a run of children: of half of them, of a quarter, of one (Zeller and Hildebrandt 2002). */
function* shorter(children: Children): Generator<Children> {
  for (let run = children.length >> 1; run > 0; run >>= 1)
    for (let from = 0; from < children.length; from += run)
      yield children.filter((_, index) => index < from || index >= from + run);
}

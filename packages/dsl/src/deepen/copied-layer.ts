import { isLayer, makeLayer } from '../brand.ts';
import type { Layer } from '../layer.ts';

/** The same layer as a value of its own, without strides. */
export const copiedLayer = (layer: Layer): Layer =>
  makeLayer(
    Object.fromEntries(
      Object.entries(layer).map(([name, value]) => [name, name === 'stride' ? [1, 1] : copied(value)]),
    ) as unknown as Layer,
  );

const copied = (value: unknown): unknown =>
  isLayer(value) ? copiedLayer(value) : Array.isArray(value) ? value.map(copied) : value;

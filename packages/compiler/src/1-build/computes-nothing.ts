import type { Layer } from '@resnet-compile/dsl';

/** Whether a layer hands its input on as it is. */
export const computesNothing = (layer: Layer): boolean =>
  layer.kind === 'sequential'
    ? layer.children.every(([, child]) => computesNothing(child))
    : layer.kind === 'shared'
      ? computesNothing(layer.layer)
      : layer.kind === 'identity';

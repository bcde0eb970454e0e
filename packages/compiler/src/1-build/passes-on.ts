import type { Layer } from '@resnet-compile/dsl';

/** What gives 0 for 0, since it computes nothing, leaves out some of its input, or multiplies it. */
export function passesOn(layer: Layer): boolean {
  switch (layer.kind) {
    case 'sequential':
      return layer.children.every(([, child]) => passesOn(child));
    case 'shared':
      return passesOn(layer.layer);
    case 'branches':
      return layer.join === 'product' && !layer.reads && layer.children.some(([, child]) => passesOn(child));
    default:
      return layer.kind === 'dropout' || layer.kind === 'identity' || layer.kind === 'scale';
  }
}

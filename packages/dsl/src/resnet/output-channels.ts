import type { Layer } from '../layer.ts';

/** Channels that leave a layer into which `channels` enter. */
export function outputChannels(layer: Layer, channels: number): number {
  switch (layer.kind) {
    case 'conv':
      return layer.channels;
    case 'dense':
      return layer.features;
    case 'padChannels':
      return layer.before + channels + layer.after;
    case 'sequential':
      return layer.children.reduce((entering, [, child]) => outputChannels(child, entering), channels);
    case 'residual':
      return outputChannels(layer.body, channels);
    case 'branches':
      return layer.children.reduce((sum, [, branch]) => sum + outputChannels(branch, channels), 0);
    default:
      return channels;
  }
}

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
    case 'shared':
      return outputChannels(layer.layer, channels);
    case 'sequential':
      return layer.children.reduce((entering, [, child]) => outputChannels(child, entering), channels);
    case 'residual':
      return outputChannels(layer.body, channels);
    case 'branches': {
      const each = layer.children.map(([, branch]) => outputChannels(branch, channels));
      return layer.join === 'product' ? Math.max(...each) : each.reduce((sum, count) => sum + count, 0);
    }
    default:
      return channels;
  }
}

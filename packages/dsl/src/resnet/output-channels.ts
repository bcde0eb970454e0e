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
    case 'branches':
    case 'select': {
      const shares = layer.reads ? (layer.shares ?? layer.children.map(() => 1)) : undefined;
      const whole = shares?.reduce((sum, share) => sum + share, 0) ?? 1;
      const each = layer.children.map(([, branch], index) =>
        outputChannels(branch, (channels * (shares?.[index] ?? 1)) / whole),
      );
      const isConcatenated = layer.kind === 'branches' && layer.join === 'concatenate';
      return isConcatenated ? each.reduce((sum, count) => sum + count, 0) : Math.max(...each);
    }
    default:
      return channels;
  }
}

import type { Layer } from '../layer.ts';
import { outputChannels } from '../resnet/output-channels.ts';
import { join } from './join.ts';

/** A layer that has no others within it, its path, and the channels that enter it. */
export interface Leaf {
  readonly path: string;
  readonly layer: Layer;
  readonly channels: number;
}

/** All layers that have parameters or could, within a layer into which `channels` enter. */
export function leavesOf(layer: Layer, path: string, channels: number): readonly Leaf[] {
  switch (layer.kind) {
    case 'sequential': {
      let entering = channels;
      return layer.children.flatMap(([name, child]) => {
        const leaves = leavesOf(child, join(path, name), entering);
        entering = outputChannels(child, entering);
        return leaves;
      });
    }
    case 'residual': {
      const { preactivation, body, shortcut, activation } = layer;
      return [
        ...(preactivation ? leavesOf(preactivation, path, channels) : []),
        ...leavesOf(body, path, channels),
        ...(shortcut ? leavesOf(shortcut, join(path, 'downsample'), channels) : []),
        ...(activation ? leavesOf(activation, join(path, 'activation'), outputChannels(body, channels)) : []),
      ];
    }
    case 'branches':
    case 'select': {
      const shares = layer.shares ?? layer.children.map(() => 1);
      const whole = shares.reduce((sum, share) => sum + share, 0);
      const entering = (index: number): number => (layer.reads ? (channels / whole) * (shares[index] ?? 1) : channels);
      const leaves = layer.children.flatMap(([name, child], index) =>
        leavesOf(child, join(path, name), entering(index)),
      );
      const [, first = layer] = layer.children[0] ?? [];
      return layer.kind === 'select'
        ? [...leaves, ...leavesOf(layer.weights, path, outputChannels(first, entering(0)))]
        : leaves;
    }
    default:
      return [{ path, layer, channels }];
  }
}

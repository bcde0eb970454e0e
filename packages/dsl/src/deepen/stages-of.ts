import type { Layer, ResidualLayer, SequentialLayer } from '../layer.ts';
import { outputChannels } from '../resnet/output-channels.ts';

/** Residual blocks one after the other, and nothing else. */
export interface Stage {
  readonly path: string;
  readonly layer: SequentialLayer;
  readonly blocks: readonly ResidualLayer[];
  /** Channels that enter the last block, and that leave it. */
  readonly entering: number;
  readonly channels: number;
}

/** The stages of a network, in order, whatever their names. */
export function stagesOf(layer: Layer, channels: number, path = ''): readonly Stage[] {
  if (layer.kind !== 'sequential') return [];
  const blocks = layer.children.flatMap(([, child]) => (child.kind === 'residual' ? [child] : []));
  if (blocks.length && blocks.length === layer.children.length) {
    const entering = blocks.slice(0, -1).reduce((count, block) => outputChannels(block, count), channels);
    return [{ path, layer, blocks, entering, channels: outputChannels(layer, channels) }];
  }
  const stages: Stage[] = [];
  layer.children.reduce((count, [name, child]) => {
    stages.push(...stagesOf(child, count, path ? `${path}.${name}` : name));
    return outputChannels(child, count);
  }, channels);
  return stages;
}

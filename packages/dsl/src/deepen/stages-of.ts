import type { Layer, ResidualLayer, SequentialLayer } from '../layer.ts';
import { outputChannels } from '../resnet/output-channels.ts';
import { join } from './join.ts';

/** Blocks one after the other, of which the last is a residual. */
export interface Stage {
  readonly layer: SequentialLayer;
  readonly path: string;
  readonly last: ResidualLayer;
  /** Channels that enter the last block. */
  readonly channels: number;
}

/** The stages of a network's body: sequences that hold residuals, or sequences around them, and nothing else. */
export function stagesOf(layer: Layer, path: string, channels: number): readonly Stage[] {
  if (layer.kind !== 'sequential') return [];
  const last = layer.children.at(-1)?.[1];
  if (last?.kind === 'residual' && layer.children.every(([, child]) => isBlock(child))) {
    const entering = layer.children.slice(0, -1).reduce((count, [, child]) => outputChannels(child, count), channels);
    return [{ layer, path, last, channels: entering }];
  }
  let entering = channels;
  return layer.children.flatMap(([name, child]) => {
    const stages = stagesOf(child, join(path, name), entering);
    entering = outputChannels(child, entering);
    return stages;
  });
}

const isBlock = (layer: Layer): boolean =>
  layer.kind === 'residual' || (layer.kind === 'sequential' && layer.children.some(([, child]) => isBlock(child)));

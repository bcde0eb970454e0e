import { conv, dense, padChannels, sequential, type Layer, type Pair } from '@resnet-compile/dsl';
import { isVector, withChannels, type Growth, type Shape } from './grown.ts';
import { resized } from './windows.ts';

export interface Chain {
  readonly layers: readonly Layer[];
  readonly shape: Shape;
}

/** So many layers, each behind the other. */
export function chain(growth: Growth, from: Shape, length: number): Chain {
  const layers: Layer[] = [];
  let shape = from;
  while (layers.length < length) {
    const grown = growth.grow(growth, shape);
    layers.push(grown.layer);
    shape = grown.shape;
  }
  return { layers, shape };
}

/** Names that no other chain of a residual has. */
export const namedLayers = (layers: readonly Layer[], prefix = ''): Readonly<Record<string, Layer>> =>
  Object.fromEntries(layers.map((layer, index) => [`${prefix}${layer.kind}${index + 1}`, layer]));

/** Layers that lead to ⌈size/stride⌉ and to so many channels, with others among them. */
export function chainTo(growth: Growth, from: Shape, stride: Pair, channels: number | undefined): Chain {
  const keeping: Growth = { ...growth, keepsSize: true };
  const before = chain(keeping, from, growth.random.pick([0, 0, 1, 1, 2]));
  const size = stride.some((step) => step > 1) ? [resized(growth, before.shape, stride)] : [];
  const behind = chain(keeping, size[0]?.shape ?? before.shape, growth.random.pick([0, 0, 1, 1, 2]));
  const ends = channels === undefined ? [] : toChannels(growth, behind.shape, channels);
  return {
    layers: [...before.layers, ...size.map(({ layer }) => layer), ...behind.layers, ...ends],
    shape: channels === undefined ? behind.shape : withChannels(behind.shape, channels),
  };
}

function toChannels({ random }: Growth, shape: Shape, channels: number): readonly Layer[] {
  if (shape[0] === channels) return [];
  if (isVector(shape)) return [dense(channels)];
  if (channels > shape[0] && random.chance(0.3)) {
    const before = random.integer(0, channels - shape[0]);
    return [padChannels({ before, after: channels - shape[0] - before })];
  }
  return [conv(channels, { bias: random.chance(0.2) })];
}

/** A single layer by itself, several in sequence. */
export const inOne = ({ random }: Growth, layers: readonly Layer[]): Layer =>
  layers.length === 1 && layers[0] && random.chance(0.5)
    ? layers[0]
    : sequential(random.chance(0.5) ? layers : namedLayers(layers));

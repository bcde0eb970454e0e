import type { ConvLayer, Layer, Pair, PoolLayer } from '@resnet-compile/dsl';
import { join } from './join.ts';

/** A layer that reads windows of pixels. */
export type Window = ConvLayer | PoolLayer;

/** Layers that read windows, in the order in which a value passes them, each with its path; of branches, the first's. */
export function windowsOf(layer: Layer, path = ''): readonly (readonly [path: string, window: Window])[] {
  switch (layer.kind) {
    case 'conv':
    case 'maxPool':
    case 'averagePool':
      return [[path, layer]];
    case 'shared':
      return windowsOf(layer.layer, path);
    case 'sequential':
      return layer.children.flatMap(([name, child]) => windowsOf(child, join(path, name)));
    case 'residual':
      return windowsOf(layer.body, path);
    case 'branches':
    case 'select':
      return layer.children.slice(0, 1).flatMap(([name, child]) => windowsOf(child, join(path, name)));
    default:
      return [];
  }
}

/** Pixels of a layer's input from one of its output to the next. */
export const strideOf = (layer: Layer): Pair => {
  if (layer.kind === 'subsample') return layer.stride;
  if (layer.kind === 'sequential')
    return layer.children.reduce<Pair>(
      ([down, right], [, child]) => {
        const each = strideOf(child);
        return [down * each[0], right * each[1]];
      },
      [1, 1],
    );
  return windowsOf(layer).reduce<Pair>(
    ([down, right], [, { stride }]) => [down * stride[0], right * stride[1]],
    [1, 1],
  );
};

export const isStrided = ({ stride }: Window): boolean => stride.some((pixels) => pixels > 1);

/** Whether half of the window is padding, or windows do not overlap: the stride alone makes the map smaller. */
export function keepsSize(window: Window): boolean {
  const { kernel, stride, padding } = window;
  if (padding === 'same') return true;
  const [top, right, bottom, left] = padding;
  const [tall, wide] = window.kind === 'conv' ? window.dilation : [1, 1];
  const keeps = (extent: number, pixels: number, border: number): boolean =>
    extent === border || (border === 0 && extent < pixels);
  return (
    keeps(tall * (kernel[0] - 1), stride[0], top + bottom) && keeps(wide * (kernel[1] - 1), stride[1], left + right)
  );
}

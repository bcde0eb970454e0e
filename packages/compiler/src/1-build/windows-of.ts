import type { ConvLayer, Layer, Pair, PoolLayer } from '@resnet-compile/dsl';
import { extentOf } from '@resnet-compile/ir';
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
export function keepsSize({ padding, ...window }: Window): boolean {
  if (padding === 'same') return true;
  const [top, right, bottom, left] = padding;
  const [extent, border] = [extentOf(window), [top + bottom, left + right] as const];
  return ([0, 1] as const).every(
    (axis) => extent[axis] - 1 === border[axis] || (border[axis] === 0 && extent[axis] <= window.stride[axis]),
  );
}

import type { ConvLayer, PoolLayer } from '@resnet-compile/dsl';
import { extentOf, type Node, type Sides, type Window } from '@resnet-compile/ir';
import { extentsOf, unknown } from '../partial-shape.ts';

/**
 * A window's padding on the map x. `'same'` is TensorFlow's SAME: as many pixels as give ⌈size/stride⌉, an odd one behind the
 * map (https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2).
 */
export function paddingOf(layer: ConvLayer | PoolLayer, x: Node): Sides {
  const { padding, ...window } = layer;
  if (padding !== 'same') return padding;
  const extent = extentOf(window);
  const total = (axis: 0 | 1): number => {
    const [size, stride] = [sizeOf(x)[axis], window.stride[axis]];
    return Math.max((Math.ceil(size / stride) - 1) * stride + extent[axis] - size, 0);
  };
  const [down, across] = [total(0), total(1)];
  const [top, left] = [Math.floor(down / 2), Math.floor(across / 2)];
  return [top, across - left, down - top, left];
}

/**
 * The padding of a pool that rounds its size up: with what the last windows reach beyond it. As in PyTorch, none begins
 * behind the map (https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html).
 */
export function withOverhang(
  [top, right, bottom, left]: Sides,
  { kernel, stride }: Omit<Window, 'padding'>,
  x: Node,
): Sides {
  const overhang = (axis: 0 | 1, before: number, after: number): number => {
    const size = sizeOf(x)[axis];
    const beyond = before + size + after - kernel[axis];
    const last =
      Math.min(Math.ceil(beyond / stride[axis]), Math.ceil((size + before) / stride[axis]) - 1) * stride[axis];
    return Math.max(last - beyond, 0);
  };
  return [top, right + overhang(1, left, right), bottom + overhang(0, top, bottom), left];
}

const sizeOf = (x: Node): readonly [number, number] => {
  const [, height = unknown, width = unknown] = extentsOf(x);
  return [height, width];
};

import { tensorType, type TensorType } from '../tensor-type.ts';
import { image } from './expect-shape.ts';
import { ShapeError } from './shape-error.ts';
import { describeSides, leading, windowed, type Pair, type Window } from './window.ts';

/** The type of what a pool makes of x. Each window holds a pixel of the map at least. */
export function pooled(window: Window, x: TensorType): TensorType {
  const [channels, ...size] = image(x);
  const result = windowed(size, window);
  const { kernel, padding } = window;
  if (([0, 1] as const).some((axis) => isTooFar(axis, size, result, window))) {
    throw new ShapeError(
      `a pooling window of ${kernel.join('×')} cannot have padding ${describeSides(padding)}`,
      'use at most half of the window',
    );
  }
  return tensorType('N', channels, ...result);
}

/** Before the map at most half of a window, as in PyTorch; behind it no window begins. */
const isTooFar = (axis: 0 | 1, size: Pair, result: Pair, { kernel, stride, padding }: Window): boolean => {
  const before = leading(padding)[axis];
  return before * 2 > kernel[axis] || (result[axis] - 1) * stride[axis] - before >= size[axis];
};

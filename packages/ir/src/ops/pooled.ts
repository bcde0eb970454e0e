import { tensorType, type TensorType } from '../tensor-type.ts';
import { image } from './expect-shape.ts';
import { ShapeError } from './shape-error.ts';
import { windowed, type Window } from './window.ts';

/** The type of what a pool makes of x. */
export function pooled(window: Window, x: TensorType): TensorType {
  const [channels, height, width] = image(x);
  const { kernel, padding } = window;
  if (padding[0] * 2 > kernel[0] || padding[1] * 2 > kernel[1]) {
    throw new ShapeError(
      `a pooling window of ${kernel.join('×')} cannot have padding ${padding.join('×')}`,
      'use at most half of the window',
    );
  }
  return tensorType('N', channels, ...windowed([height, width], window));
}

import { tensorType, type TensorType } from '../tensor-type.ts';
import { image, weightsOf } from './expect-shape.ts';
import { ShapeError } from './shape-error.ts';
import { windowed, type ConvolutionAttributes, type Pair, type Window } from './window.ts';

/** The result of a convolution of x with filters O×(I/groups)×kh×kw. */
export function convolved(
  { stride, padding, groups }: ConvolutionAttributes,
  x: TensorType,
  filters: TensorType,
): TensorType {
  const [channels, height, width] = image(x);
  const [out, perGroup, kh, kw] = weightsOf(filters, 4);
  if (channels % groups !== 0 || out! % groups !== 0) {
    throw new ShapeError(
      `a convolution from ${channels} to ${out} channels cannot be divided into ${groups} groups`,
      `both channel counts must be multiples of groups = ${groups}`,
    );
  }
  if (perGroup! * groups !== channels) {
    throw new ShapeError(`the filters read ${perGroup! * groups} channels, the input has ${channels}`);
  }
  return tensorType('N', out!, ...windowed([height, width], { kernel: [kh!, kw!], stride, padding }));
}

export function pooled(window: Window, x: TensorType): TensorType {
  const [channels, height, width] = image(x);
  const { kernel, padding } = window;
  if (padding.some((pad, axis) => pad * 2 > kernel[axis]!)) {
    throw new ShapeError(
      `a pooling window of ${kernel.join('×')} cannot have padding ${padding.join('×')}`,
      'use at most half of the window',
    );
  }
  return tensorType('N', channels, ...windowed([height, width], window));
}

/** Every `stride`th row and column, from the first. */
export function subsampled([down, right]: Pair, x: TensorType): TensorType {
  const [channels, height, width] = image(x);
  return tensorType('N', channels, Math.ceil(height / down), Math.ceil(width / right));
}

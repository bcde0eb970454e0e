import { ShapeError } from './shape-error.ts';

/** [vertical, horizontal] */
export type Pair = readonly [number, number];

export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Pair;
}

export interface ConvolutionAttributes extends Omit<Window, 'kernel'> {
  readonly groups: number;
}

export interface AveragePoolAttributes extends Window {
  readonly countIncludePad: boolean;
}

/** Output size of a window: ⌊(size + 2·padding − kernel) / stride⌋ + 1, as in PyTorch. */
export const windowedSize = (size: number, kernel: number, stride: number, padding: number): number =>
  Math.floor((size + 2 * padding - kernel) / stride) + 1;

/** Height and width of what a window makes of a map. @throws {ShapeError} where it does not fit. */
export function windowed(size: Pair, { kernel, stride, padding }: Window): Pair {
  const result = ([0, 1] as const).map((axis) => windowedSize(size[axis], kernel[axis], stride[axis], padding[axis]));
  if (result.some((extent) => extent < 1)) {
    throw new ShapeError(
      `a ${kernel.join('×')} window (padding ${padding.join('×')}) does not fit into a ${size.join('×')} map`,
      'give the network a larger input, or fewer strides',
      true,
    );
  }
  return result as unknown as Pair;
}

import { ShapeError } from './shape-error.ts';

/** [vertical, horizontal] */
export type Pair = readonly [number, number];

/** Pixels beyond each side of a map. */
export type Sides = readonly [top: number, right: number, bottom: number, left: number];

export interface Window {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly padding: Sides;
  /** Pixels from one tap to the next; pools have none, and neighbouring taps. */
  readonly dilation?: Pair;
}

export interface ConvolutionAttributes extends Omit<Window, 'kernel'> {
  readonly dilation: Pair;
  readonly groups: number;
}

/** `counted`: what of the padding counts as zeros in a mean. */
export interface AveragePoolAttributes extends Window {
  readonly counted: Sides;
}

export const noPadding: Sides = [0, 0, 0, 0];
/** Of a vector, as a map of one pixel. */
export const pointwiseWindow = { kernel: [1, 1], stride: [1, 1], padding: noPadding, dilation: [1, 1] } as const;

/** Above and to the left of a map. */
export const leading = ([top, , , left]: Sides): Pair => [top, left];
/** Below and to the right of it. */
export const trailing = ([, right, bottom]: Sides): Pair => [bottom, right];
/** The larger of both, of each axis. */
export const larger = ([top, right, bottom, left]: Sides): Pair => [Math.max(top, bottom), Math.max(left, right)];
/** Height and width of a map with what is around it. */
export const surrounded = ([height, width]: Pair, [top, right, bottom, left]: Sides): Pair => [
  height + top + bottom,
  width + left + right,
];

/** Pixels from a window's first to its last: (kernel − 1)·dilation + 1. */
export const extentOf = ({ kernel, dilation = [1, 1] }: Pick<Window, 'kernel' | 'dilation'>): Pair => [
  (kernel[0] - 1) * dilation[0] + 1,
  (kernel[1] - 1) * dilation[1] + 1,
];

/** Height and width of what a window makes of a map: ⌊(size + padding − extent) / stride⌋ + 1, as in PyTorch. */
export function windowedSize(size: Pair, window: Window): Pair {
  const { stride, padding } = window;
  const [[height, width], [down, across]] = [surrounded(size, padding), extentOf(window)];
  return [Math.floor((height - down) / stride[0]) + 1, Math.floor((width - across) / stride[1]) + 1];
}

/** The same, checked. @throws {ShapeError} where it does not fit. */
export function windowed(size: Pair, window: Window): Pair {
  const result = windowedSize(size, window);
  if (result.some((extent) => extent < 1)) {
    throw new ShapeError(
      `a ${describeWindow(window)} window (padding ${describeSides(window.padding)}) does not fit into a ${size.join('×')} map`,
      'give the network a larger input, or fewer strides',
      true,
    );
  }
  return result;
}

/** Whether every window's mean is formed of as many elements: none reaches behind what is counted. */
export function isEvenlyCounted(size: Pair, { counted, ...window }: AveragePoolAttributes): boolean {
  const [results, extent, within] = [windowedSize(size, window), extentOf(window), surrounded(size, counted)];
  return ([0, 1] as const).every((axis) => {
    const ahead = leading(counted)[axis] - leading(window.padding)[axis];
    return ahead >= 0 && ahead + (results[axis] - 1) * window.stride[axis] + extent[axis] <= within[axis];
  });
}

const describeWindow = (window: Window): string =>
  window.dilation?.some((pixels) => pixels > 1)
    ? `${window.kernel.join('×')} (dilation ${window.dilation.join('×')})`
    : window.kernel.join('×');

/** Vertical × horizontal, or all four where they differ. */
export const describeSides = ([top, right, bottom, left]: Sides): string =>
  top === bottom && left === right ? `${top}×${left}` : `[${top}, ${right}, ${bottom}, ${left}]`;

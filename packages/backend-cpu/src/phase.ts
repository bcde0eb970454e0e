import { leading, type GroupedWindow, type Kernel } from '@resnet-compile/ir';

/**
 * The pixels (y + i·sy, x + j·sx) of an input gradient. Of a strided convolution's filter rows, only every sy-th reaches
 * them, so that each phase is a dense convolution of dy with a part of the filters, turned around: no work is done on
 * inserted zeros.
 */
export interface Phase {
  readonly y: number;
  readonly x: number;
  /** Filter rows and columns, in the order in which dy is read. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  /** The pixel of dy that the first tap of the first pixel reads; −halo at least. */
  readonly first: readonly [y: number, x: number];
  /** Pixels of dy from one tap to the next. */
  readonly spacing: readonly [y: number, x: number];
}

export function phasesOf({ core, shape: [, height, width] }: Kernel): readonly Phase[] {
  if (core.kind !== 'input_gradient') return [];
  const spacing = [spacingOf(core.attributes, 0), spacingOf(core.attributes, 1)] as const;
  const phases: Phase[] = [];
  for (let y = 0; y < Math.min(core.attributes.stride[0], height); y++) {
    for (let x = 0; x < Math.min(core.attributes.stride[1], width); x++) {
      const [rows, columns] = [taps(y, core.attributes, 0), taps(x, core.attributes, 1)];
      phases.push({
        y,
        x,
        rows: columns.length ? rows : [],
        columns: rows.length ? columns : [],
        first: [firstRead(y, rows, core.attributes, 0), firstRead(x, columns, core.attributes, 1)],
        spacing,
      });
    }
  }
  return phases;
}

/** dx[q] takes dy[(q + p − i·d)/s]: taps i·d ≡ q + p (mod s), the largest first. */
const taps = (phase: number, { kernel, stride, padding, dilation }: GroupedWindow, axis: 0 | 1): readonly number[] =>
  Array.from({ length: kernel[axis] }, (_, tap) => tap)
    .filter((tap) => (phase + leading(padding)[axis] - tap * dilation[axis]) % stride[axis] === 0)
    .reverse();

const firstRead = (
  phase: number,
  [first]: readonly number[],
  { stride, padding, dilation }: GroupedWindow,
  axis: 0 | 1,
): number => (first === undefined ? 0 : (phase + leading(padding)[axis] - first * dilation[axis]) / stride[axis]);

/** Taps of a phase are s/gcd(s, d) apart. */
const spacingOf = ({ stride, dilation }: GroupedWindow, axis: 0 | 1): number =>
  dilation[axis] / greatestDivisor(stride[axis], dilation[axis]);

const greatestDivisor = (a: number, b: number): number => (b === 0 ? a : greatestDivisor(b, a % b));

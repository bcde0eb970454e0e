import type { Kernel, Window } from '@resnet-compile/ir';

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
}

export function phasesOf({ core, shape: [, height, width] }: Kernel): readonly Phase[] {
  if (core.kind !== 'input_gradient') return [];
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
      });
    }
  }
  return phases;
}

/** dx[q] takes dy[(q + p − i)/s]: taps i ≡ q + p (mod s), the largest first. */
const taps = (phase: number, { kernel, stride, padding }: Window, axis: 0 | 1): readonly number[] =>
  Array.from({ length: kernel[axis] }, (_, tap) => tap)
    .filter((tap) => (phase + padding[axis] - tap) % stride[axis] === 0)
    .reverse();

const firstRead = (phase: number, [first]: readonly number[], { stride, padding }: Window, axis: 0 | 1): number =>
  first === undefined ? 0 : (phase + padding[axis] - first) / stride[axis];

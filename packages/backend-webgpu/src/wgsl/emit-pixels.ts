import type { KernelShape } from '../kernel-shape.ts';
import { lines, u } from './text.ts';

/** Pixels by their number in the batch: `p`, and `n`, `y`, `x`, the image and the place in it. */
export const emitPixels = ([height, width]: KernelShape['map'], numbers: readonly string[]): string =>
  lines(
    numbers.map((number, p) => [
      `let p${p} = ${number};`,
      `let n${p} = p${p} / ${u(height * width)};`,
      `let y${p} = p${p} / ${u(width)} % ${u(height)};`,
      `let x${p} = p${p} % ${u(width)};`,
    ]),
  );

/** A run of pixels. Behind the end of the batch, its last one. */
export const emitRun = (map: KernelShape['map'], count: number): string =>
  emitPixels(
    map,
    Array.from({ length: count }, (_, p) => (p ? `min(first + ${u(p)}, pixels - 1u)` : 'first')),
  );

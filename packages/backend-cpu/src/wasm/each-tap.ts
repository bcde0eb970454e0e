import type { ByLane } from '../kernel-shape.ts';
import type { KernelContext } from './context.ts';
import { repeat, unrolled } from './convolution.ts';
import { plus, get, set, type Code, type Local } from './instructions.ts';

/** Taps that are written one after the other: those of 5×5 filters, or a row of 3×3 filters of eight channels. */
const mostTaps = 25;

/**
 * The taps of a window, for each channel that a group reads, in the order of packed filters: the innermost written out, by
 * their bytes from the pointers, and loops around them, through which the pointers move.
 */
export function eachTap(
  context: KernelContext,
  { kernel: [rows, columns], tapStride, reads }: ByLane,
  pointers: readonly Local[],
  body: (offsets: readonly number[]) => Code,
): Code {
  if (rows * columns === 0) return [];
  const together = unrolled(reads);
  const levels = [
    [rows, tapStride[0]],
    [columns, tapStride[1]],
    [reads / together, together * 4],
    [together, 4],
  ] as const;
  let offsets: readonly number[] = [0];
  let code: Code | undefined;
  const move = (bytes: number): Code => pointers.map((pointer) => set(pointer, plus(get(pointer), bytes)));
  for (const [count, stride] of levels.toReversed()) {
    if (count === 1) continue;
    if (code === undefined && offsets.length * count <= mostTaps)
      offsets = Array.from({ length: count }, (_, index) => offsets.map((offset) => index * stride + offset)).flat();
    else code = [repeat(context, count, [code ?? body(offsets), move(stride)]), move(-count * stride)];
  }
  return code ?? body(offsets);
}

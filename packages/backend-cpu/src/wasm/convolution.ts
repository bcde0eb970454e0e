import { itemOf } from '@resnet-compile/ir';
import type { CoreShapeOf } from '../kernel-shape.ts';
import { multiplyAdd, sum, type KernelContext, type RegisterTile } from './context.ts';
import { doWhile, get, i32, plus, set, v128, type Code, type Local } from './instructions.ts';

type Convolution = CoreShapeOf<'convolution'>;

/** Input channels that one turn of the inner loop takes: the largest divisor of a run up to 8. */
export const unrolled = (run: number): number => [8, 7, 6, 5, 4, 3, 2].find((count) => run % count === 0) ?? 1;

/**
 * A direct convolution on a register tile: every turn reads one input value of each pixel and a vector of filters of
 * each channel group, and multiplies all with all. A filter's row is one run of consecutive floats, since channels are
 * innermost and the halo holds the padding; `weights` walks through the panel in step.
 */
export function emitConvolution(
  context: KernelContext,
  core: Convolution,
  tile: RegisterTile,
  weights: Local,
  groupOffset: Code,
): Code {
  const { locals } = context;
  const pointers = locals.many(tile.values.length, 'i32');
  const filters = locals.many(tile.values[0].length, 'v128');
  const splat = locals.add('v128');
  const unroll = unrolled(core.run || 1);

  const turn = (step: number): Code => [
    filters.map((filter, vector) => set(filter, v128.load(get(weights), (step * filters.length + vector) * 16))),
    tile.values.map((row, pixel) => [
      set(splat, v128.load32Splat(get(itemOf(pointers, pixel)), step * 4)),
      row.map((value, vector) =>
        set(value, multiplyAdd(context, get(splat), get(itemOf(filters, vector)), get(value))),
      ),
    ]),
  ];
  const advance = (bytes: number): Code =>
    bytes === 0 ? [] : pointers.map((pointer) => set(pointer, plus(get(pointer), bytes)));
  const body: Code = [
    Array.from({ length: unroll }, (_, step) => turn(step)),
    advance(unroll * 4),
    set(weights, plus(get(weights), unroll * filters.length * 16)),
  ];
  const run = repeat(context, core.run / unroll, body);
  const row = repeat(context, core.pieces, [run, core.pieces > 1 ? advance(core.pieceStride - core.run * 4) : []]);
  const pieceEnd = core.pieces > 1 ? core.pieces * core.pieceStride : core.run * 4;
  return [
    pointers.map((pointer, pixel) =>
      set(pointer, sum(context.address('read'), tile.offset(core.reads[0].access, pixel), groupOffset)),
    ),
    tile.values.map((values) => values.map((value) => set(value, v128.zero))),
    core.kernelRows * core.run === 0
      ? []
      : repeat(context, core.kernelRows, [row, core.kernelRows > 1 ? advance(core.rowStride - pieceEnd) : []]),
  ];
}

/** The body `count` times; no loop where that is once. */
export function repeat({ locals }: KernelContext, count: number, body: Code): Code {
  if (count === 1) return body;
  const counter = locals.add('i32');
  return [set(counter, i32.const(count)), doWhile([body, set(counter, plus(get(counter), -1))], get(counter))];
}

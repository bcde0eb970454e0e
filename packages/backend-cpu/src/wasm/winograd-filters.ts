import { itemOf, winogradTransforms } from '@resnet-compile/ir';
import type { CoreShapeOf } from '../kernel-shape.ts';
import type { KernelContext } from './context.ts';
import { repeat } from './convolution.ts';
import { get, plus, set, v128, type Code, type Local } from './instructions.ts';
import { panels } from './panels.ts';
import { Arithmetic } from './winograd-arithmetic.ts';

/** G·g·Gᵀ of packed filters: nine taps become (m + 2)² matrices of input × output channels, in the same panels. */
export function emitWinogradFilters(
  context: KernelContext,
  { outputs, inChannels }: CoreShapeOf<'winograd_filters'>,
): Code {
  const {
    locals,
    shape: { paddedChannels },
    variant,
  } = context;
  const side = outputs + 2;
  const { filter: transform } = winogradTransforms(outputs);
  const step = inChannels * paddedChannels * 4;
  const [source, result] = locals.many(2, 'i32') as readonly [Local, Local];
  const arithmetics = [1, 2].map((vectors) => new Arithmetic(context, vectors));
  const emit = (vectors: number, tap: number): Code => {
    const arithmetic = itemOf(arithmetics, vectors - 1);
    const [column, line] = [arithmetic.lanes(3), arithmetic.lanes(side)];
    const half = Array.from({ length: side }, () => arithmetic.lanes(3));
    return [
      [0, 1, 2].map((x) => [
        column.map((lanes, y) =>
          lanes.map((local, v) => set(local, v128.load(get(source), (y * 3 + x) * tap + v * 16))),
        ),
        arithmetic.apply(
          transform,
          column,
          half.map((of) => itemOf(of, x)),
        ),
      ]),
      half.map((of, y) => [
        arithmetic.apply(transform, of, line),
        line.map((lanes, x) =>
          lanes.map((local, v) => v128.store(get(result), get(local), (y * side + x) * step + v * 16)),
        ),
      ]),
      [source, result].map((pointer) => set(pointer, plus(get(pointer), vectors * 16))),
    ];
  };
  const loops = panels(context, paddedChannels, variant.tile.channels, (vectors) => {
    const tap = inChannels * vectors * 16;
    const all = inChannels * vectors;
    return [
      all > 1 ? repeat(context, Math.floor(all / 2), emit(2, tap)) : [],
      all % 2 ? emit(1, tap) : [],
      set(source, plus(get(source), 8 * tap)),
    ];
  });
  return [
    arithmetics.map((arithmetic) => arithmetic.constants()),
    set(source, context.address('read')),
    set(result, context.address('result')),
    loops,
  ];
}

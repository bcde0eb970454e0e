import { found, itemOf, winogradTransforms } from '@resnet-compile/ir';
import type { CoreShapeOf } from '../kernel-shape.ts';
import { sum, type KernelContext } from './context.ts';
import { repeat } from './convolution.ts';
import { get, i32, plus, set, v128, whenElse, type Code, type Local } from './instructions.ts';
import { eachPlace, eachTile, type TilePlace, type TransformedTiles } from './winograd-tiles.ts';
import { Arithmetic } from './winograd-arithmetic.ts';

type Winograd = CoreShapeOf<'winograd'>;

/** Bᵀ·d·B of every tile. One that reaches beyond the map is copied first, with zeros behind the map's halo. */
export function emitWinogradInput(
  context: KernelContext,
  core: Winograd,
  { matrices, step, patch }: TransformedTiles,
): Code {
  const { locals } = context;
  const side = core.outputs + 2;
  const { input: transform } = winogradTransforms(core.outputs);
  const [corner, result] = [locals.add('i32'), locals.add('i32')];
  const rows = locals.many(side, 'i32');
  const arithmetics = new Map([1, 2].map((vectors) => [vectors, new Arithmetic(context, vectors)]));
  const channels = (vectors: number): Code => {
    const arithmetic = found(arithmetics, vectors);
    const [column, line] = [arithmetic.lanes(side), arithmetic.lanes(side)];
    const half = Array.from({ length: side }, () => arithmetic.lanes(side));
    return [
      Array.from({ length: side }, (_, x) => [
        column.map((lanes, y) =>
          lanes.map((local, v) => set(local, v128.load(get(itemOf(rows, y)), x * core.input.pixel + v * 16))),
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
      [...rows, result].map((pointer) => set(pointer, plus(get(pointer), vectors * 16))),
    ];
  };
  const vectors = core.inChannels / 4;
  const loop = eachTile(context, core, (place) => [
    set(corner, sum(context.address('read'), place.offset(core.reads[0].access))),
    whenElse(
      place.whole,
      rows.map((row, y) => set(row, plus(get(corner), y * core.input.row))),
      [
        copyPatch(context, core, get(corner), patch, place),
        rows.map((row, y) => set(row, plus(patch, y * side * core.input.pixel))),
      ],
    ),
    vectors > 1 ? repeat(context, Math.floor(vectors / 2), channels(2)) : [],
    vectors % 2 ? channels(1) : [],
  ]);
  return [[...arithmetics.values()].map((arithmetic) => arithmetic.constants()), set(result, matrices), loop];
}

/** The tile's inputs one after the other; those that no pixel of the map needs are zero. */
function copyPatch(
  context: KernelContext,
  { outputs, input, inChannels }: Winograd,
  corner: Code,
  patch: Code,
  { rowsLeft, columnsLeft }: TilePlace,
): Code {
  const [source, target] = context.locals.many(2, 'i32') as readonly [Local, Local];
  const side = i32.const(outputs + 2);
  const copy = (value: Code): Code =>
    repeat(context, inChannels / 4, [
      v128.store(get(target), value),
      [source, target].map((pointer) => set(pointer, plus(get(pointer), 16))),
    ]);
  return [
    set(target, patch),
    eachPlace(context, side, side, (row, column) => [
      set(source, sum(corner, i32.mul(row, i32.const(input.row)), i32.mul(column, i32.const(input.pixel)))),
      whenElse(
        i32.and(i32.ltS(row, plus(rowsLeft, 2)), i32.ltS(column, plus(columnsLeft, 2))),
        copy(v128.load(get(source))),
        copy(v128.zero),
      ),
    ]),
  ];
}

import { found, itemOf, winogradTransforms } from '@resnet-compile/ir';
import { stepAccessesOf, type CoreShapeOf } from '../kernel-shape.ts';
import type { KernelContext, RegisterTile } from './context.ts';
import { emitEpilogue } from './epilogue.ts';
import { get, i32, plus, set, v128, whenElse, type Code, type Local } from './instructions.ts';
import { panels } from './panels.ts';
import { keyOf } from './pixel-walk.ts';
import { eachPlace, eachTile, least, type TilePlace, type TransformedTiles } from './winograd-tiles.ts';
import { Arithmetic } from './winograd-arithmetic.ts';

type Winograd = CoreShapeOf<'winograd'>;

/** Aᵀ·M·A of every tile, and the epilogue on its pixels: row by row, or pixel by pixel where the map ends within it. */
export function emitWinogradOutput(
  context: KernelContext,
  core: Winograd,
  { matrices, step, patch }: TransformedTiles,
): Code {
  const { locals, shape } = context;
  const { outputs } = core;
  const side = outputs + 2;
  const { output: transform } = winogradTransforms(outputs);
  const accesses = new Map(stepAccessesOf(shape).map((access) => [keyOf(access), access] as const));
  const pointers = (): ReadonlyMap<string, Local> =>
    new Map([...accesses.keys()].map((key) => [key, locals.add('i32')]));
  const [corners, moved] = [pointers(), pointers()];
  const pointer = locals.add('i32');
  const arithmetics = [1, 2].map((vectors) => new Arithmetic(context, vectors));
  const loop = eachTile(context, core, (place) => [
    [...accesses].map(([key, access]) => set(found(corners, key), place.offset(access))),
    set(context.channel, i32.const(0)),
    panels(context, shape.paddedChannels, 8, (vectors, isLast) => {
      const arithmetic = itemOf(arithmetics, vectors - 1);
      const [column, line] = [arithmetic.lanes(side), arithmetic.lanes(outputs)];
      const half = Array.from({ length: outputs }, () => arithmetic.lanes(side));
      const finish = (values: RegisterTile['values'], offset: RegisterTile['offset']): Code =>
        emitEpilogue(context, { values, offset }, isLast);
      return [
        Array.from({ length: side }, (_, x) => [
          column.map((lanes, y) =>
            lanes.map((local, v) => set(local, v128.load(get(pointer), (y * side + x) * step + v * 16))),
          ),
          arithmetic.apply(
            transform,
            column,
            half.map((of) => itemOf(of, x)),
          ),
        ]),
        whenElse(
          place.whole,
          half.map((of, y) => [
            arithmetic.apply(transform, of, line),
            finish(line, (access, x) => plus(get(found(corners, keyOf(access))), y * access.y + x * access.x)),
          ]),
          [
            half.map((of, y) => [
              arithmetic.apply(transform, of, line),
              line.map((lanes, x) =>
                lanes.map((local, v) => v128.store(patch, get(local), (y * outputs + x) * 32 + v * 16)),
              ),
            ]),
            emitPart(context, place, outputs, (row, column) => [
              [...accesses].map(([key, access]) =>
                set(
                  found(moved, key),
                  i32.add(
                    get(found(corners, key)),
                    i32.add(i32.mul(row, i32.const(access.y)), i32.mul(column, i32.const(access.x))),
                  ),
                ),
              ),
              line[0].map((local, v) =>
                set(
                  local,
                  v128.load(
                    i32.add(patch, i32.mul(i32.add(i32.mul(row, i32.const(outputs)), column), i32.const(32))),
                    v * 16,
                  ),
                ),
              ),
              finish([line[0]], (access) => get(found(moved, keyOf(access)))),
            ]),
          ],
        ),
        [pointer, context.channel].map((local) => set(local, plus(get(local), vectors * 16))),
      ];
    }),
  ]);
  return [arithmetics.map((arithmetic) => arithmetic.constants()), set(pointer, matrices), loop];
}

/** The places of a tile that lie within the map. */
const emitPart = (
  context: KernelContext,
  { rowsLeft, columnsLeft }: TilePlace,
  outputs: number,
  body: (row: Code, column: Code) => Code,
): Code => eachPlace(context, least(rowsLeft, i32.const(outputs)), least(columnsLeft, i32.const(outputs)), body);

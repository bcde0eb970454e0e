import type { CoreShapeOf } from '../kernel-shape.ts';
import { sum, type KernelContext, type RegisterTile } from './context.ts';
import { f32x4, get, i32, plus, set, v128, when, type Code, type Local } from './instructions.ts';
import type { PixelWalk } from './pixel-walk.ts';

/** A map with pixels around it: zeros, or itself mirrored at its outermost pixels. */
export function emitPad(
  context: KernelContext,
  { input, reads: [{ access }], sides: [top, , , left], reflects }: CoreShapeOf<'pad'>,
  { values: [values], offset }: RegisterTile,
  walk: PixelWalk,
): Code {
  const [y, x] = [context.locals.add('i32'), context.locals.add('i32')];
  const address = addressOf(context, input, offset(access, 0), get(y), get(x));
  const load = values.map((value, vector) => set(value, v128.load(address, vector * 16)));
  const place = [set(y, plus(walk.row, -top)), set(x, plus(walk.column, -left))];
  if (reflects) return [place, mirrored(y, input.height), mirrored(x, input.width), load];
  return [
    values.map((value) => set(value, v128.zero)),
    place,
    when(i32.and(i32.ltU(get(y), i32.const(input.height)), i32.ltU(get(x), i32.const(input.width))), load),
  ];
}

/** |at|, and from behind the last pixel as far back. */
const mirrored = (at: Local, size: number): Code => {
  const flipped = i32.sub(i32.const(2 * (size - 1)), get(at));
  return [
    set(at, i32.select(i32.sub(i32.const(0), get(at)), get(at), i32.ltS(get(at), i32.const(0)))),
    set(at, i32.select(flipped, get(at), i32.ltS(flipped, get(at)))),
  ];
};

/** Where along an axis a pixel is shown: at its own place, and mirrored at either end. */
function* placesOf(
  at: Code,
  size: number,
  before: number,
  after: number,
): Generator<readonly [Code, Code | undefined]> {
  yield [plus(at, before), undefined];
  // Shown at before − at, for at from 1 to before.
  if (before) yield [i32.sub(i32.const(before), at), i32.ltU(plus(at, -1), i32.const(before))];
  // Shown at 2·(size − 1) − at + before, for at from size − 1 − after to size − 2.
  if (after)
    yield [i32.sub(i32.const(2 * (size - 1) + before), at), i32.ltU(plus(at, after + 1 - size), i32.const(after))];
}

/** Each pixel takes the sum over the places that show it. */
export function emitPadGradient(
  context: KernelContext,
  { input, reads: [{ access }], sides: [top, right, bottom, left], reflects }: CoreShapeOf<'pad_gradient'>,
  { values: [values], offset }: RegisterTile,
  walk: PixelWalk,
): Code {
  const [height, width] = context.shape.map;
  const [above, beyond, below, before] = reflects ? [top, right, bottom, left] : [0, 0, 0, 0];
  const from = offset(access, 0);
  const rows = [...placesOf(walk.row, height, above, below)];
  const columns = [...placesOf(walk.column, width, before, beyond)];
  return [
    values.map((value) => set(value, v128.zero)),
    rows.map(([y, isRow]) =>
      columns.map(([x, isColumn]) => {
        const shown = [plus(y, top - above), plus(x, left - before)] as const;
        const add = values.map((value, vector) =>
          set(value, f32x4.add(get(value), v128.load(addressOf(context, input, from, ...shown), vector * 16))),
        );
        const conditions = [isRow, isColumn].filter((condition) => condition !== undefined);
        return conditions.reduceRight<Code>((code, condition) => when(condition, code), add);
      }),
    ),
  ];
}

const addressOf = (
  context: KernelContext,
  { row, pixel }: CoreShapeOf<'pad'>['input'],
  offset: Code,
  y: Code,
  x: Code,
): Code =>
  sum(context.address('read'), offset, get(context.channel), i32.mul(y, i32.const(row)), i32.mul(x, i32.const(pixel)));

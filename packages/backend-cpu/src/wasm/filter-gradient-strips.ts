import { itemOf } from '@resnet-compile/ir';
import type { CoreShape } from '../kernel-shape.ts';
import { multiplyAdd, sum, type KernelContext } from './context.ts';
import { repeat, unrolled } from './convolution.ts';
import { firstImage } from './each-pixel.ts';
import { doWhile, f32x4, get, i32, plus, set, v128, type Code, type Local } from './instructions.ts';

/** Input channels, or taps, of a register tile. */
export const tileRows = 6;

/** Pixels of a strip: with 16 channels of dy and as much of x, they stay in the nearest cache while a panel's tiles pass. */
const stripPixels = 256;

/** Rows of a strip, all strips of a map alike; the same for every variant, since sums are rounded once per strip. */
function stripRows([height, width]: readonly [number, number]): number {
  const fits = (rows: number): boolean => height % rows === 0 && rows * width <= stripPixels;
  return Array.from({ length: height }, (_, index) => height - index).find(fits) ?? 1;
}

const names = ['image', 'dyStrip', 'xStrip', 'result', 'dyPanel', 'xTap', 'xRow', 'x'] as const;
/** Addresses: of a strip, of the first channel of a panel in it, of a tap's; `result` lies like packed filters. */
export type Places = Readonly<Record<(typeof names)[number], Local>>;

export const advance = (local: Local, bytes: number): Code => (bytes === 0 ? [] : set(local, plus(get(local), bytes)));

/**
 * Strip by strip, so that dy and x stay in the cache, each strip's sum added to the result in their order. The body passes
 * over all filters, for so many rows of pixels.
 */
export function emitStrips(
  context: KernelContext,
  { reads }: CoreShape,
  body: (at: Places, rows: number) => Code,
): Code {
  const at = Object.fromEntries(names.map((name) => [name, context.locals.add('i32')])) as Places;
  const [dyAccess, xAccess] = [reads[0].access, itemOf(reads, 1).access];
  const rows = stripRows(context.shape.map);
  const strips = context.shape.map[0] / rows;
  return [
    set(at.image, context.first),
    set(at.dyStrip, sum(context.address('read'), firstImage(context, dyAccess))),
    set(at.xStrip, sum(context.address('read', 1), firstImage(context, xAccess))),
    doWhile(
      [
        repeat(context, strips, [
          set(at.result, context.address('result')),
          set(at.dyPanel, get(at.dyStrip)),
          set(at.xTap, get(at.xStrip)),
          body(at, rows),
          advance(at.dyStrip, rows * dyAccess.y),
          advance(at.xStrip, rows * xAccess.y),
        ]),
        advance(at.dyStrip, dyAccess.image - strips * rows * dyAccess.y),
        advance(at.xStrip, xAccess.image - strips * rows * xAccess.y),
        set(at.image, plus(get(at.image), 1)),
      ],
      i32.ltU(get(at.image), context.last),
    ),
  ];
}

/** What a row of a tile multiplies dy by, `bytes` from an address in x: the value for each vector, and what comes before. */
export type TileRow = (x: Code, bytes: number) => { readonly before?: Code; readonly value: (vector: number) => Code };

/** One tile of rows × `vectors` channels over all pixels of a strip; `result` moves on behind it. */
export function emitTile(
  context: KernelContext,
  { reads }: CoreShape,
  at: Places,
  rows: number,
  tile: readonly TileRow[],
  vectors: number,
): Code {
  const {
    locals,
    shape: {
      map: [, width],
    },
  } = context;
  const sums = tile.map(() => locals.many(vectors, 'v128'));
  const dyValues = locals.many(vectors, 'v128');
  const [dy, x] = [locals.add('i32'), locals.add('i32')];
  const [dyAccess, xAccess] = [reads[0].access, itemOf(reads, 1).access];
  const unroll = unrolled(width);
  const pixel = (index: number): Code => [
    dyValues.map((value, vector) => set(value, v128.load(get(dy), index * dyAccess.x + vector * 16))),
    sums.map((totals, row) => {
      const { before = [], value } = itemOf(tile, row)(get(x), index * xAccess.x);
      return [
        before,
        totals.map((total, vector) =>
          set(total, multiplyAdd(context, value(vector), get(itemOf(dyValues, vector)), get(total))),
        ),
      ];
    }),
  ];
  const move = (pixels: number, extraDy: number, extraX: number): Code => [
    set(dy, plus(get(dy), pixels * dyAccess.x + extraDy)),
    set(x, plus(get(x), pixels * xAccess.x + extraX)),
  ];
  return [
    sums.map((row) => row.map((total) => set(total, v128.zero))),
    set(dy, get(at.dyPanel)),
    set(x, get(at.x)),
    repeat(context, rows, [
      repeat(context, width / unroll, [Array.from({ length: unroll }, (_, index) => pixel(index)), move(unroll, 0, 0)]),
      move(0, dyAccess.y - width * dyAccess.x, xAccess.y - width * xAccess.x),
    ]),
    // All loads before all stores: between neighbouring stores V8's revectorizer wants to see nothing else.
    sums.map((row, channel) =>
      row.map((total, vector) =>
        set(total, f32x4.add(v128.load(get(at.result), (channel * vectors + vector) * 16), get(total))),
      ),
    ),
    sums.map((row, channel) =>
      row.map((total, vector) => v128.store(get(at.result), get(total), (channel * vectors + vector) * 16)),
    ),
    set(at.result, plus(get(at.result), tile.length * vectors * 16)),
  ];
}

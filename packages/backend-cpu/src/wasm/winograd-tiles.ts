import type { Access } from '../access.ts';
import type { CoreShapeOf } from '../kernel-shape.ts';
import { sum, type KernelContext } from './context.ts';
import { doWhile, get, i32, plus, set, type Code, type Local } from './instructions.ts';

/** Where a tile lies: an operand's offset for its first pixel, and the rows and columns of the map from there on. */
export interface TilePlace {
  readonly offset: (access: Access) => Code;
  readonly rowsLeft: Code;
  readonly columnsLeft: Code;
  /** Whether the whole tile lies within the map. */
  readonly whole: Code;
}

/** Matrices of transformed tiles in the scratch memory, `step` bytes apart, and room for one tile's pixels. */
export interface TransformedTiles {
  readonly matrices: Code;
  readonly step: number;
  readonly patch: Code;
}

/** Walks over the tiles of a call, row by row and image by image. */
export function eachTile(
  {
    locals,
    shape: {
      map: [height, width],
    },
    first,
    last,
  }: KernelContext,
  { outputs }: CoreShapeOf<'winograd'>,
  body: (place: TilePlace) => Code,
): Code {
  const [tile, image, row, column] = locals.many(4, 'i32') as readonly [Local, Local, Local, Local];
  const [down, across] = [Math.ceil(height / outputs), Math.ceil(width / outputs)];
  const [rowsLeft, columnsLeft] = [i32.sub(i32.const(height), get(row)), i32.sub(i32.const(width), get(column))];
  const inImage = i32.remU(get(tile), i32.const(down * across));
  return [
    set(tile, first),
    doWhile(
      [
        set(image, i32.divU(get(tile), i32.const(down * across))),
        set(row, i32.mul(i32.divU(inImage, i32.const(across)), i32.const(outputs))),
        set(column, i32.mul(i32.remU(get(tile), i32.const(across)), i32.const(outputs))),
        body({
          offset: ({ x, y, image: step }) =>
            sum(
              i32.mul(get(image), i32.const(step)),
              i32.mul(get(row), i32.const(y)),
              i32.mul(get(column), i32.const(x)),
            ),
          rowsLeft,
          columnsLeft,
          whole: i32.and(i32.ltS(i32.const(outputs - 1), rowsLeft), i32.ltS(i32.const(outputs - 1), columnsLeft)),
        }),
        set(tile, plus(get(tile), 1)),
      ],
      i32.ltU(get(tile), last),
    ),
  ];
}

/** Rows from 0 and columns from 0, both at least one. */
export function eachPlace(
  { locals }: KernelContext,
  rows: Code,
  columns: Code,
  body: (row: Code, column: Code) => Code,
): Code {
  const [row, column] = [locals.add('i32'), locals.add('i32')];
  return [
    set(row, i32.const(0)),
    doWhile(
      [
        set(column, i32.const(0)),
        doWhile([body(get(row), get(column)), set(column, plus(get(column), 1))], i32.ltS(get(column), columns)),
        set(row, plus(get(row), 1)),
      ],
      i32.ltS(get(row), rows),
    ),
  ];
}

export const least = (a: Code, b: Code): Code => i32.select(a, b, i32.ltS(a, b));

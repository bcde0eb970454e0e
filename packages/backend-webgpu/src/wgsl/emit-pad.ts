import type { CoreShapeOf, Operand } from '../kernel-shape.ts';
import { load } from './memory.ts';
import { lines, u, value } from './text.ts';

const result = value(0, 0);

const loadPixel = (input: Operand, y: string, x: string): string =>
  load(input, `((n0 * ${u(input.map[0])} + ${y}) * ${u(input.map[1])} + ${x}) * ${u(input.pitch)} + c`);

/** A map with pixels around it: zeros, or itself mirrored at its outermost pixels. */
export function emitPad({ reads: [input], attributes: { sides, mode } }: CoreShapeOf<'pad'>): string {
  const [[height, width], [top, , , left]] = [input.map, sides];
  if (mode === 'zeros')
    return lines(
      // Coordinates above or left of the map wrap around to huge ones.
      `let iy = y0 - ${u(top)};`,
      `let ix = x0 - ${u(left)};`,
      `if (iy < ${u(height)} && ix < ${u(width)}) { ${result} = ${loadPixel(input, 'iy', 'ix')}; }`,
    );
  const mirrored = (pixel: string, before: number, size: number): string =>
    `u32(${size - 1} - abs(${size - 1} - abs(i32(${pixel}) - ${before})))`;
  return lines(
    `let iy = ${mirrored('y0', top, height)};`,
    `let ix = ${mirrored('x0', left, width)};`,
    `${result} = ${loadPixel(input, 'iy', 'ix')};`,
  );
}

/** A place along an axis that shows a pixel, under a condition. */
interface Place {
  readonly at: string;
  readonly where?: string;
}

/** Its own place, and those mirrored at either end. */
const placesOf = (pixel: string, size: number, before: number, after: number, reflects: boolean): readonly Place[] => [
  { at: `${pixel} + ${u(before)}` },
  ...(reflects && before ? [{ at: `${u(before)} - ${pixel}`, where: `${pixel} - 1u < ${u(before)}` }] : []),
  ...(reflects && after
    ? [
        {
          at: `${u(2 * (size - 1) + before)} - ${pixel}`,
          where: `${pixel} + ${u(after + 1)} - ${u(size)} < ${u(after)}`,
        },
      ]
    : []),
];

/** Each pixel takes the sum over the places that show it. */
export function emitPadGradient(
  { reads: [dy], attributes: { sides, mode } }: CoreShapeOf<'pad_gradient'>,
  [height, width]: readonly [number, number],
): string {
  const [top, right, bottom, left] = sides;
  const reflects = mode === 'reflection';
  const columns = placesOf('x0', width, left, right, reflects);
  return lines(
    placesOf('y0', height, top, bottom, reflects).map((row) =>
      columns.map((column) => {
        const add = `${result} += ${loadPixel(dy, `(${row.at})`, `(${column.at})`)};`;
        const conditions = [row.where, column.where].filter((where) => where !== undefined);
        return conditions.length ? `if (${conditions.join(' && ')}) { ${add} }` : add;
      }),
    ),
  );
}

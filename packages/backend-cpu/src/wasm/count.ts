import type { CoreShapeOf } from '../kernel-shape.ts';
import { f32FromUnsigned, f32x4, i32, plus, type Code } from './instructions.ts';

type Averages = Pick<CoreShapeOf<'average_pool'>, 'kernel' | 'stride' | 'padding'>;
type Sides = readonly [top: number, right: number, bottom: number, left: number];

/** How many elements the mean of window (y, x) is formed of: those within the map and what is counted around it. */
export function countOf(
  { kernel, stride, padding }: Averages,
  [top, right, bottom, left]: Sides,
  [height, width]: readonly [number, number],
  [y, x]: readonly [Code, Code],
): Code {
  const inside = (window: Code, axis: 0 | 1, least: number, most: number): Code => {
    const start = i32.sub(i32.mul(window, i32.const(stride[axis])), i32.const(padding[axis]));
    const end = plus(start, kernel[axis]);
    const [first, last] = [i32.const(least), i32.const(most)];
    return i32.sub(i32.select(end, last, i32.ltS(end, last)), i32.select(first, start, i32.ltS(start, first)));
  };
  const count = i32.mul(inside(y, 0, -top, height + bottom), inside(x, 1, -left, width + right));
  return f32x4.splat(f32FromUnsigned(count));
}

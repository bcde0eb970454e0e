import type { CoreShapeOf } from '../kernel-shape.ts';

type Average = CoreShapeOf<'average_pool'> | CoreShapeOf<'average_pool_gradient'>;

/** How many elements the mean of a window is formed of: those within the map and what is counted around it. */
export function countOf(
  { kernel, stride, padding, counted }: Average,
  [height, width]: readonly [height: number, width: number],
  y = 'y',
  x = 'x',
): string {
  if (!counted) return `${kernel[0] * kernel[1]}`;
  const [top, right, bottom, left] = counted;
  const inside = (window: string, axis: 0 | 1, least: number, most: number): string => {
    const start = `${window} * ${stride[axis]} - ${padding[axis]}`;
    return `(Math.min(${start} + ${kernel[axis]}, ${most}) - Math.max(${start}, ${-least}))`;
  };
  return `(${inside(y, 0, top, height + bottom)} * ${inside(x, 1, left, width + right)})`;
}

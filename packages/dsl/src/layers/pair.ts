import type { Pair, Sides } from '../layer.ts';

/** One number for both directions, or [vertical, horizontal]. */
export type Extent = number | Pair;

export const toPair = (value: Extent): Pair => (typeof value === 'number' ? [value, value] : [value[0], value[1]]);

/** One number for all sides, [vertical, horizontal], or [top, right, bottom, left]. */
export type Padding = Extent | Sides;

export function toSides(padding: Padding): Sides {
  if (typeof padding === 'number') return [padding, padding, padding, padding];
  const [top, right, bottom = top, left = right] = padding;
  return [top, right, bottom, left];
}

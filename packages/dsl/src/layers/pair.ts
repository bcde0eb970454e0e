import type { Pair } from '../layer.ts';

/** One number for both directions, or [vertical, horizontal]. */
export type Extent = number | Pair;

export const toPair = (value: Extent): Pair => (typeof value === 'number' ? [value, value] : [value[0], value[1]]);

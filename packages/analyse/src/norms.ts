import type { State } from './state.ts';

/** The Euclidean norm. */
export const norm = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

/** The norms of values by name, such as what `gradients` of a network that trains gives. */
export const norms = (values: State): Record<string, number> =>
  Object.fromEntries(Object.entries(values).map(([name, each]) => [name, norm(each)]));

import type { State } from './state.ts';

/**
 * The standard deviation of all values that a layer gives for a batch, by name (He et al. 2015, §4.2, figure 7: of what batch norms
 * give, before the activation and the addition).
 *
 * @param outputs what `run` gives
 */
export const deviations = (outputs: State): Record<string, number> =>
  Object.fromEntries(Object.entries(outputs).map(([name, values]) => [name, standardDeviation(values)]));

/** Of all values, by two passes; 0 of none. */
export function standardDeviation(values: Float32Array): number {
  if (values.length === 0) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

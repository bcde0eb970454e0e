import type { Examples } from './examples.ts';

/** What features are centred by, so that one learning rate does for the features of any network. */
export interface Centring {
  /** Of each value, over all pictures. */
  readonly mean: Float64Array;
  /** The root mean square of what is left. */
  readonly deviation: number;
}

/** @param isShifted whether the head has a bias, which takes the mean up */
export function centringOf({ size, values }: Examples, isShifted: boolean): Centring {
  const count = values.length / size;
  const sums = new Float64Array(size);
  for (const [at, value] of values.entries()) sums[at % size] = (sums[at % size] ?? 0) + value;
  const mean = sums.map((sum) => (isShifted ? sum / count : 0));
  const squares = values.reduce((sum, value, at) => sum + (value - (mean[at % size] ?? 0)) ** 2, 0);
  return { mean, deviation: Math.sqrt(squares / values.length) || 1 };
}

export const centred = <Of extends Pick<Examples, 'size' | 'values'>>(
  examples: Of,
  { mean, deviation }: Centring,
): Of => ({
  ...examples,
  values: examples.values.map((value, at) => (value - (mean[at % examples.size] ?? 0)) / deviation),
});

/** A head for centred features as one for features as they are: W·(x − m)/d + b = (W/d)·x + (b − (W/d)·m), in float64, rounded once. */
export function uncentred(
  weight: Float32Array,
  bias: Float32Array,
  { mean, deviation }: Centring,
): { readonly weight: Float32Array<ArrayBuffer>; readonly bias: Float32Array<ArrayBuffer> } {
  const size = mean.length;
  return {
    weight: Float32Array.from(weight, (value) => value / deviation),
    bias: Float32Array.from(bias, (value, row) =>
      mean.reduce((sum, each, at) => sum - ((weight[row * size + at] ?? 0) / deviation) * each, value),
    ),
  };
}

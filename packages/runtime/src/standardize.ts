/** (value − mean)·scale for each filter. */
export interface PerFilter {
  readonly mean: Float64Array;
  readonly scale: Float64Array;
}

/** Weight standardisation (Qiao et al. 2019): each filter by its mean and biased variance, in float64. */
export function standardization(
  values: ArrayLike<number>,
  filters: number,
  epsilon: number,
  scale?: Float64Array,
): PerFilter {
  const size = values.length / filters;
  const result = { mean: new Float64Array(filters), scale: new Float64Array(filters) };
  for (let filter = 0; filter < filters; filter++) {
    let [sum, squares] = [0, 0];
    for (let n = filter * size; n < (filter + 1) * size; n++) sum += values[n]!;
    const mean = sum / size;
    for (let n = filter * size; n < (filter + 1) * size; n++) squares += (values[n]! - mean) ** 2;
    const factor = scale ? scale[filter]! : 1;
    result.mean[filter] = mean;
    result.scale[filter] = factor / Math.sqrt((factor * factor * squares) / size + epsilon);
  }
  return result;
}

/**
 * In place, the gradient of filters of that of what they are when they are standardised, ŵ = (w − μ)/σ:
 * dw = (dŵ − mean(dŵ) − ŵ·mean(dŵ·ŵ))/σ.
 */
export function standardizeGradient(
  gradient: Float32Array,
  values: ArrayLike<number>,
  filters: number,
  epsilon: number,
): void {
  const size = gradient.length / filters;
  const { mean, scale } = standardization(values, filters, epsilon);
  for (let filter = 0; filter < filters; filter++) {
    const [from, to, mu, factor] = [filter * size, (filter + 1) * size, mean[filter]!, scale[filter]!];
    let [sum, along] = [0, 0];
    for (let n = from; n < to; n++) {
      sum += gradient[n]!;
      along += gradient[n]! * (values[n]! - mu);
    }
    const [shift, slope] = [sum / size, (along * factor * factor) / size];
    for (let n = from; n < to; n++) gradient[n] = (gradient[n]! - shift - (values[n]! - mu) * slope) * factor;
  }
}

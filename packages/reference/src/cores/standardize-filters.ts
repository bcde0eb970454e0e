import { elementsOf, type Values } from '../values.ts';

/** Each output channel's filter, its mean and √(variance + ε). */
function* eachFilter({ shape, data }: Values, epsilon: number) {
  const size = elementsOf(shape.slice(1));
  for (let from = 0; from < data.length; from += size) {
    const filter = data.subarray(from, from + size);
    const mean = meanOf(filter);
    yield { from, filter, mean, deviation: Math.sqrt(meanOf(filter.map((w) => (w - mean) ** 2)) + epsilon) };
  }
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

export function standardizedFilters(filters: Values, epsilon: number): Values {
  const data = new Float64Array(filters.data.length);
  for (const { from, filter, mean, deviation } of eachFilter(filters, epsilon))
    data.set(
      filter.map((w) => (w - mean) / deviation),
      from,
    );
  return { shape: filters.shape, data };
}

/** With ŵ = (w − μ)/σ: dw = (dŵ − mean(dŵ) − ŵ·mean(dŵ·ŵ))/σ. */
export function standardizedFiltersGradient(gradient: Values, filters: Values, epsilon: number): Values {
  const data = new Float64Array(filters.data.length);
  for (const { from, filter, mean, deviation } of eachFilter(filters, epsilon)) {
    const standardized = filter.map((w) => (w - mean) / deviation);
    const dy = gradient.data.subarray(from, from + filter.length);
    const [shift, along] = [meanOf(dy), meanOf(dy.map((d, index) => d * standardized[index]!))];
    data.set(
      dy.map((d, index) => (d - shift - standardized[index]! * along) / deviation),
      from,
    );
  }
  return { shape: filters.shape, data };
}

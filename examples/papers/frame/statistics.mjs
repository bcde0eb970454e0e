/** Mean of numbers. */
export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean and sample standard deviation as text: `12.34 ± 0.56`. */
export const meanAndDeviation = (values, digits = 1) => {
  const centre = mean(values);
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
  return values.length > 1 ? `${centre.toFixed(digits)} ± ${deviation.toFixed(digits)}` : centre.toFixed(digits);
};

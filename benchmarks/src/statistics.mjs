/**
 * Quartiles by linear interpolation (Hyndman and Fan 1996, definition 7).
 * @typedef {{ median: number, lower: number, upper: number, least: number }} Summary
 * @param {readonly number[]} values
 * @returns {Summary}
 */
export function summarize(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const quantile = (fraction) => {
    const position = fraction * (sorted.length - 1);
    const below = sorted[Math.floor(position)];
    return below + (position - Math.floor(position)) * (sorted[Math.ceil(position)] - below);
  };
  return { median: quantile(0.5), lower: quantile(0.25), upper: quantile(0.75), least: sorted[0] };
}

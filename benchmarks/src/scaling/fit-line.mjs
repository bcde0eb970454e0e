/**
 * The line y = intercept + slope · x of least relative squares (each point weighs 1/y²), and the largest relative distance
 * from it.
 * @param {readonly (readonly [x: number, y: number])[]} points
 */
export function fitLine(points) {
  const sum = (term) => points.reduce((total, [x, y]) => total + term(x, y) / y ** 2, 0);
  const [n, sx, sy, sxx, sxy] = [
    sum(() => 1),
    sum((x) => x),
    sum((_, y) => y),
    sum((x) => x * x),
    sum((x, y) => x * y),
  ];
  const slope = (n * sxy - sx * sy) / (n * sxx - sx * sx);
  const intercept = (sy - slope * sx) / n;
  return {
    slope,
    intercept,
    deviation: Math.max(...points.map(([x, y]) => Math.abs((intercept + slope * x) / y - 1))),
  };
}

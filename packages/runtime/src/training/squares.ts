/** The sum of squares of some values. Four sums, since each addition waits for the one before it. */
export function squaresOf(values: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let i = 0;
  for (; i + 4 <= values.length; i += 4) {
    a += values[i]! * values[i]!;
    b += values[i + 1]! * values[i + 1]!;
    c += values[i + 2]! * values[i + 2]!;
    d += values[i + 3]! * values[i + 3]!;
  }
  for (; i < values.length; i++) a += values[i]! * values[i]!;
  return a + b + c + d;
}

const exponent = 0x7f800000;
const one = 0x00800000;

/** Whether no value is infinite or NaN, by its bits: in less time than a sum of squares. */
export function allFinite(values: Float32Array): boolean {
  const bits = new Int32Array(values.buffer, values.byteOffset, values.length);
  // An exponent of ones, one more, is the sign bit.
  let [a, b] = [0, 0];
  let i = 0;
  for (; i + 4 <= bits.length; i += 4) {
    a |= ((bits[i]! & exponent) + one) | ((bits[i + 1]! & exponent) + one);
    b |= ((bits[i + 2]! & exponent) + one) | ((bits[i + 3]! & exponent) + one);
  }
  for (; i < bits.length; i++) a |= (bits[i]! & exponent) + one;
  return (a | b) >= 0;
}

/**
 * The shortest decimal number that is the same float32, or as near as is said, relative to it: files have 1e-5 as
 * 0.000009999999747378752.
 */
export function plainNumber(value: number, within = 0): number {
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value) || Math.abs(short - value) <= within * Math.abs(value)) return short;
  }
  return value;
}

/** The shortest decimal number that is the same float32: files have 1e-5 as 0.000009999999747378752. */
export function plainNumber(value: number): number {
  for (let digits = 1; digits < 10; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) return short;
  }
  return value;
}

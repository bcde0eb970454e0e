/** The values of a constant, one after the other, again and again: a filter that all channels have is written once. */
export const repeatedValues = (values: readonly number[], length: number): readonly number[] =>
  values.length === length ? values : Array.from({ length }, (_, index) => values[index % values.length] ?? NaN);

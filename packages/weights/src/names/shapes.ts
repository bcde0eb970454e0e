const withoutTrailingOnes = (shape: readonly number[]): string => String(shape).replace(/(,1)+$/, '');

/** Whether values of one shape are those of the other: a linear layer is a 1×1 convolution, [C, D] and [C, D, 1, 1] are the same weights. */
export const fits = (found: readonly number[], expected: readonly number[]): boolean =>
  withoutTrailingOnes(found) === withoutTrailingOnes(expected);

/** Extents, the outermost first. */
export type Shape = readonly number[];

/** Numbers that are known, row-major; whole numbers and truth values are float64, which is exact to 2^53. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: Float32Array | Float64Array;
  /** Whether division rounds towards 0. */
  readonly isInteger: boolean;
}

export const countOf = (shape: Shape): number => shape.reduce((product, extent) => product * extent, 1);

export const floats = (shape: Shape, data: ArrayLike<number> = new Float64Array(countOf(shape))): Tensor => ({
  shape,
  data: data instanceof Float32Array || data instanceof Float64Array ? data : Float64Array.from(data),
  isInteger: false,
});

export const integers = (shape: Shape, values: Iterable<number>): Tensor => ({
  shape,
  data: Float64Array.from(values),
  isInteger: true,
});

/** How far apart neighbours along each axis lie. */
export const stridesOf = (shape: Shape): readonly number[] => shape.map((_, axis) => countOf(shape.slice(axis + 1)));

/** Where a place lies, by its strides. */
export const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, each, index) => sum + each * (b[index] ?? 0), 0);

/** The same elements in another shape. */
export const reshaped = (tensor: Tensor, shape: Shape): Tensor => ({ ...tensor, shape });

/**
 * A tensor whose elements are those of another: `source` gives the place of each, or a number below 0 for 0. Bits are kept.
 */
export function gathered(x: Tensor, shape: Shape, source: (place: readonly number[]) => number): Tensor {
  const data = x.data instanceof Float32Array ? new Float32Array(countOf(shape)) : new Float64Array(countOf(shape));
  const place = shape.map(() => 0);
  for (let index = 0; index < data.length; index++) {
    const from = source(place);
    if (from >= 0) data[index] = x.data[from] ?? 0;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis] = (place[axis] ?? 0) + 1;
      if ((place[axis] ?? 0) < (shape[axis] ?? 0)) break;
      place[axis] = 0;
    }
  }
  return { ...x, shape, data };
}

/** An axis that may be counted from the end. @throws {RangeError} where there is none such. */
export function axisOf(axis: number, rank: number): number {
  const from = axis < 0 ? axis + rank : axis;
  if (!Number.isSafeInteger(from) || from < 0 || from >= rank)
    throw new RangeError(`axis ${axis} of a value of ${rank} axes`);
  return from;
}

import { countOf, stridesOf, type Shape, type Tensor } from '../tensor.ts';

/** The shape to which all are repeated, axes counted from the last. @throws {RangeError} where there is none. */
export const broadcastShape = (shapes: readonly Shape[]): Shape =>
  shapes.reduce((a, b) => {
    const rank = Math.max(a.length, b.length);
    return Array.from({ length: rank }, (_, axis) => {
      const [x = 1, y = 1] = [a[axis - rank + a.length], b[axis - rank + b.length]];
      if (x === y || y === 1) return x;
      if (x === 1) return y;
      throw new RangeError(`shapes ${a.join('×')} and ${b.join('×')} do not fit each other`);
    });
  }, []);

/** A function of elements that stand at the same place. */
export function elementwise(
  inputs: readonly Tensor[],
  shape: Shape,
  of: (...values: readonly number[]) => number,
): Float64Array {
  const count = countOf(shape);
  const result = new Float64Array(count);
  const [a, b, c, ...others] = inputs.map((input) => repeated(input, shape));
  if (!a) return result;
  if (!b) for (let index = 0; index < count; index++) result[index] = of(a[index] ?? 0);
  else if (!c) for (let index = 0; index < count; index++) result[index] = of(a[index] ?? 0, b[index] ?? 0);
  else if (!others.length)
    for (let index = 0; index < count; index++) result[index] = of(a[index] ?? 0, b[index] ?? 0, c[index] ?? 0);
  else
    for (let index = 0; index < count; index++)
      result[index] = of(a[index] ?? 0, b[index] ?? 0, c[index] ?? 0, ...others.map((other) => other[index] ?? 0));
  return result;
}

/** The elements of a tensor for each place of the whole shape. */
function repeated({ shape, data }: Tensor, whole: Shape): Tensor['data'] {
  const count = countOf(whole);
  if (data.length === count) return data;
  const result = new Float64Array(count);
  const [only = 0] = data;
  if (data.length === 1) return result.fill(only);
  const strides = stridesOf(shape);
  const skipped = whole.length - shape.length;
  // Axes that are repeated lie in runs; behind the last that is not, each run is of one element.
  const steps = whole.map((_, axis) => ((shape[axis - skipped] ?? 1) === 1 ? 0 : (strides[axis - skipped] ?? 0)));
  const last = steps.findLastIndex((step) => step > 0);
  const run = countOf(whole.slice(last + 1));
  const outer = stridesOf(whole.slice(0, last + 1));
  for (let index = 0; index * run < count; index++) {
    let from = 0;
    for (let axis = 0; axis <= last; axis++) {
      const step = steps[axis] ?? 0;
      if (step) from += (Math.floor(index / (outer[axis] ?? 1)) % (whole[axis] ?? 1)) * step;
    }
    result.fill(data[from] ?? 0, index * run, (index + 1) * run);
  }
  return result;
}

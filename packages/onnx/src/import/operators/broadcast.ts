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
  const [a, b, ...others] = inputs.map((input) => reader(input, shape));
  if (!a) return result;
  if (!b) for (let index = 0; index < count; index++) result[index] = of(a(index));
  else if (!others.length) for (let index = 0; index < count; index++) result[index] = of(a(index), b(index));
  else
    for (let index = 0; index < count; index++)
      result[index] = of(a(index), b(index), ...others.map((other) => other(index)));
  return result;
}

/** From a place in the whole shape to the element that is repeated there. */
function reader({ shape, data }: Tensor, whole: Shape): (index: number) => number {
  const count = countOf(whole);
  if (data.length === count) return (index) => data[index] ?? 0;
  const [only = 0] = data;
  if (data.length === 1) return () => only;
  const own = stridesOf(shape);
  const skipped = whole.length - shape.length;
  const axes = stridesOf(whole).flatMap((stride, axis) => {
    const extent = shape[axis - skipped] ?? 1;
    return extent === 1 ? [] : [{ stride, extent, own: own[axis - skipped] ?? 0 }];
  });
  const [first] = axes;
  if (first && axes.length === 1)
    return (index) => data[(Math.floor(index / first.stride) % first.extent) * first.own] ?? 0;
  return (index) =>
    data[axes.reduce((from, each) => from + (Math.floor(index / each.stride) % each.extent) * each.own, 0)] ?? 0;
}

import { axisOf, countOf, stridesOf, type Shape, type Tensor } from '../tensor.ts';
import { givenNumbers, numberIn, shapeAt, tensorAt, type Call, type Operator } from './operator.ts';

/** The axes that are reduced: all of them where none are named, but for `noop_with_empty_axes`. */
function axesOf(call: Call): readonly number[] {
  const { length } = shapeAt(call, 0);
  const axes = givenNumbers(call, 'axes', 1) ?? [];
  if (axes.length) return axes.map((axis) => axisOf(axis, length));
  return numberIn(call, 'noop_with_empty_axes', 0) ? [] : Array.from({ length }, (_, axis) => axis);
}

interface Reduction {
  readonly start: number;
  readonly step: (sum: number, x: number) => number;
  readonly end?: (sum: number, count: number) => number;
}

/** Folds all elements that lie along some axes. */
export function reduced(
  x: Tensor,
  axes: readonly number[],
  { start, step, end = (sum) => sum }: Reduction,
): Float64Array {
  const { shape, isReduced } = merged(x.shape, axes);
  const kept = shape.map((extent, axis) => (isReduced[axis] ? 1 : extent));
  const result = new Float64Array(countOf(kept)).fill(start);
  const [strides, to] = [stridesOf(shape), stridesOf(kept)];
  const run = shape.at(-1) ?? 1;
  const isAlong = isReduced.at(-1) === true;
  for (let from = 0; from < x.data.length; from += run) {
    let place = 0;
    for (let axis = 0; axis < shape.length - 1; axis++)
      if (!isReduced[axis]) place += (Math.floor(from / (strides[axis] ?? 1)) % (shape[axis] ?? 1)) * (to[axis] ?? 0);
    if (isAlong) {
      let sum = result[place] ?? 0;
      for (let index = from; index < from + run; index++) sum = step(sum, x.data[index] ?? 0);
      result[place] = sum;
    } else
      for (let index = 0; index < run; index++)
        result[place + index] = step(result[place + index] ?? 0, x.data[from + index] ?? 0);
  }
  const count = x.data.length / result.length;
  return result.map((sum) => end(sum, count));
}

/** Neighbouring axes that are all reduced, or all kept, as one. */
function merged(
  shape: Shape,
  axes: readonly number[],
): { readonly shape: readonly number[]; readonly isReduced: readonly boolean[] } {
  const extents: number[] = [];
  const isReduced: boolean[] = [];
  for (const [axis, extent] of shape.entries()) {
    const own = axes.includes(axis);
    const last = extents.at(-1);
    if (extent === 1) continue;
    if (last !== undefined && isReduced.at(-1) === own) extents[extents.length - 1] = last * extent;
    else {
      extents.push(extent);
      isReduced.push(own);
    }
  }
  return { shape: extents, isReduced };
}

const reduction = (of: Reduction): Operator => ({
  shape: (call) => {
    const axes = axesOf(call);
    const isKept = numberIn(call, 'keepdims', 1) === 1;
    return shapeAt(call, 0).flatMap((extent, axis) => (axes.includes(axis) ? (isKept ? [1] : []) : [extent]));
  },
  evaluate: (call, inputs, shape) => {
    const x = tensorAt(inputs, 0);
    return { shape, data: reduced(x, axesOf(call), of), isInteger: x.isInteger };
  },
});

export const mean: Reduction = { start: 0, step: (sum, x) => sum + x, end: (sum, count) => sum / count };

/** The mean over all axes behind the second. */
const globalAveragePool: Operator = {
  shape: (call) => shapeAt(call, 0).map((extent, axis) => (axis < 2 ? extent : 1)),
  evaluate: (_, inputs, shape) => {
    const x = tensorAt(inputs, 0);
    return { shape, data: reduced(x, x.shape.map((__, axis) => axis).slice(2), mean), isInteger: false };
  },
};

/** Operators that make one element of those along some axes. */
export const reductions: Readonly<Record<string, Operator>> = {
  GlobalAveragePool: globalAveragePool,
  ReduceL2: reduction({ start: 0, step: (sum, x) => sum + x * x, end: Math.sqrt }),
  ReduceMax: reduction({ start: -Infinity, step: (a, b) => (a < b ? b : a) }),
  ReduceMean: reduction(mean),
  ReduceMin: reduction({ start: Infinity, step: (a, b) => (b < a ? b : a) }),
  ReduceProd: reduction({ start: 1, step: (a, b) => a * b }),
  ReduceSum: reduction({ start: 0, step: (sum, x) => sum + x }),
  ReduceSumSquare: reduction({ start: 0, step: (sum, x) => sum + x * x }),
};

import { axisOf, countOf, stridesOf, type Tensor } from '../tensor.ts';
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
  const kept = x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const result = new Float64Array(countOf(kept)).fill(start);
  const [strides, to] = [stridesOf(x.shape), stridesOf(kept)];
  const steps = x.shape.map((extent, axis) => ({
    stride: strides[axis] ?? 0,
    extent,
    to: axes.includes(axis) ? 0 : (to[axis] ?? 0),
  }));
  // Runs along the last axis stay at one place, or move on by one.
  const run = x.shape.at(-1) ?? 1;
  const isAlong = axes.includes(x.shape.length - 1);
  for (let from = 0; from < x.data.length; from += run) {
    let place = 0;
    for (const each of steps) if (each.to) place += (Math.floor(from / each.stride) % each.extent) * each.to;
    for (let index = 0; index < run; index++) {
      const at = isAlong ? place : place + index;
      result[at] = step(result[at] ?? 0, x.data[from + index] ?? 0);
    }
  }
  const count = x.data.length / result.length;
  return result.map((sum) => end(sum, count));
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

import { axisOf, dot, gathered, stridesOf } from '../tensor.ts';
import { givenNumbers, numberIn, shapeAt, tensorAt, type Call, type Operator } from './operator.ts';

/** Where a slice begins on each axis, by how much it steps, and how long it is. */
function rangesOf(call: Call): readonly { readonly from: number; readonly step: number; readonly count: number }[] {
  const from = shapeAt(call, 0);
  const starts = givenNumbers(call, 'starts', 1) ?? [];
  const ends = givenNumbers(call, 'ends', 2) ?? [];
  const axes = (givenNumbers(call, 'axes', 3) ?? starts.map((_, axis) => axis)).map((axis) =>
    axisOf(axis, from.length),
  );
  const steps = givenNumbers(call, 'steps', 4) ?? starts.map(() => 1);
  return from.map((extent, axis) => {
    const index = axes.indexOf(axis);
    if (index < 0) return { from: 0, step: 1, count: extent };
    const step = steps[index] ?? 1;
    const bounded = (place = 0): number =>
      Math.min(Math.max(place < 0 ? place + extent : place, step < 0 ? -1 : 0), step < 0 ? extent - 1 : extent);
    const [start, end] = [bounded(starts[index]), bounded(ends[index])];
    return { from: start, step, count: Math.max(Math.ceil((end - start) / step), 0) };
  });
}

export const slice: Operator = {
  shape: (call) => rangesOf(call).map(({ count }) => count),
  evaluate: (call, inputs, shape) => {
    const x = tensorAt(inputs, 0);
    const ranges = rangesOf(call);
    const strides = stridesOf(x.shape);
    const steps = ranges.map(({ step }, axis) => step * (strides[axis] ?? 0));
    const offset = dot(
      ranges.map(({ from }) => from),
      strides,
    );
    return gathered(x, shape, (place) => offset + dot(place, steps));
  },
};

/** The axis that is split, and where this output's part of it begins and ends. */
function partOf(call: Call): readonly [axis: number, from: number, to: number] {
  const shape = shapeAt(call, 0);
  const axis = axisOf(numberIn(call, 'axis', 0), shape.length);
  const extent = shape[axis] ?? 0;
  const each = Math.ceil(extent / numberIn(call, 'num_outputs', call.outputs));
  const sizes = givenNumbers(call, 'split', 1);
  const from = sizes ? sizes.slice(0, call.output).reduce((sum, size) => sum + size, 0) : call.output * each;
  const to = Math.min(sizes ? from + (sizes[call.output] ?? NaN) : from + each, sizes ? Infinity : extent);
  if (from >= 0 && from < to && to <= extent) return [axis, from, to];
  throw new RangeError(`its output ${call.output + 1} is the part ${from} to ${to} of ${extent}`);
}

export const split: Operator = {
  shape: (call) => {
    const [axis, from, to] = partOf(call);
    return shapeAt(call, 0).with(axis, to - from);
  },
  evaluate: (call, inputs, shape) => {
    const x = tensorAt(inputs, 0);
    const [axis, from] = partOf(call);
    const strides = stridesOf(x.shape);
    const offset = from * (strides[axis] ?? 0);
    return gathered(x, shape, (place) => offset + dot(place, strides));
  },
};

export const gather: Operator = {
  shape: (call) => {
    const shape = shapeAt(call, 0);
    const axis = axisOf(numberIn(call, 'axis', 0), shape.length);
    return [...shape.slice(0, axis), ...shapeAt(call, 1), ...shape.slice(axis + 1)];
  },
  evaluate: (call, inputs, shape) => {
    const [x, { data: indices, shape: own }] = [tensorAt(inputs, 0), tensorAt(inputs, 1)];
    const axis = axisOf(numberIn(call, 'axis', 0), x.shape.length);
    const extent = x.shape[axis] ?? 0;
    const [strides, inner] = [stridesOf(x.shape), stridesOf(own)];
    return gathered(x, shape, (place) => {
      const index = indices[dot(place.slice(axis, axis + own.length), inner)] ?? NaN;
      const at = axisOf(index, extent);
      const others = [...place.slice(0, axis), at, ...place.slice(axis + own.length)];
      return dot(others, strides);
    });
  },
};

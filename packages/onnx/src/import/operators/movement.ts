import { axisOf, countOf, dot, gathered, reshaped, stridesOf, type Shape } from '../tensor.ts';
import { broadcastShape } from './broadcast.ts';
import { givenNumbers, numberIn, numbersIn, shapeAt, tensorAt, type Call, type Operator } from './operator.ts';
import { pad } from './pad.ts';
import { gather, slice, split } from './slices.ts';

/** Elements in the same order, in another shape. */
const reshaping = (shape: Operator['shape']): Operator => ({
  shape,
  evaluate: (_, inputs, to) => reshaped(tensorAt(inputs, 0), to),
});

const axesOf = (call: Call, rank: number): readonly number[] | undefined =>
  givenNumbers(call, 'axes', 1)?.map((axis) => axisOf(axis, rank));

/** −1: whatever is left; 0: as it is, but for `allowzero`. */
const reshape = reshaping((call) => {
  const from = shapeAt(call, 0);
  const wanted = givenNumbers(call, 'shape', 1);
  if (!wanted) throw new RangeError('it has no shape');
  const isZero = numberIn(call, 'allowzero', 0) === 1;
  const to = wanted.map((extent, axis) => (extent === 0 && !isZero ? (from[axis] ?? NaN) : extent));
  const rest = countOf(from) / countOf(to.filter((extent) => extent !== -1));
  const shape = to.map((extent) => (extent === -1 ? rest : extent));
  if (countOf(shape) === countOf(from) && shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0))
    return shape;
  throw new RangeError(`it makes ${from.join('×')} a ${wanted.join('×')}, which has not as many elements`);
});

const flatten = reshaping((call) => {
  const from = shapeAt(call, 0);
  const axis = numberIn(call, 'axis', 1);
  const cut = axis < 0 ? axis + from.length : axis;
  return [countOf(from.slice(0, cut)), countOf(from.slice(cut))];
});

const squeeze = reshaping((call) => {
  const from = shapeAt(call, 0);
  const axes = axesOf(call, from.length);
  return from.filter((extent, axis) => (axes ? !axes.includes(axis) : extent !== 1));
});

const unsqueeze = reshaping((call) => {
  const from = [...shapeAt(call, 0)];
  const given = givenNumbers(call, 'axes', 1) ?? [];
  const axes = given.map((axis) => axisOf(axis, from.length + given.length)).sort((a, b) => a - b);
  for (const axis of axes) from.splice(axis, 0, 1);
  return from;
});

const permutation = (call: Call, rank: number): readonly number[] =>
  numbersIn(call, 'perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);

const transpose: Operator = {
  shape: (call) => {
    const from = shapeAt(call, 0);
    return permutation(call, from.length).map((axis) => from[axisOf(axis, from.length)] ?? NaN);
  },
  evaluate: (call, inputs, shape) => {
    const x = tensorAt(inputs, 0);
    const strides = stridesOf(x.shape);
    const steps = permutation(call, x.shape.length).map((axis) => strides[axis] ?? 0);
    return gathered(x, shape, (place) => dot(place, steps));
  },
};

const expand: Operator = {
  shape: (call) => broadcastShape([shapeAt(call, 0), givenNumbers(call, 'shape', 1) ?? []]),
  evaluate: (_, inputs, shape) => {
    const x = tensorAt(inputs, 0);
    const strides = stridesOf(x.shape);
    const skipped = shape.length - x.shape.length;
    const steps = shape.map((_extent, axis) => (x.shape[axis - skipped] === 1 ? 0 : (strides[axis - skipped] ?? 0)));
    return gathered(x, shape, (place) => dot(place, steps));
  },
};

const tile: Operator = {
  shape: (call) => {
    const times = givenNumbers(call, 'repeats', 1) ?? [];
    return shapeAt(call, 0).map((extent, axis) => extent * (times[axis] ?? 1));
  },
  evaluate: (_, inputs, shape) => {
    const x = tensorAt(inputs, 0);
    const strides = stridesOf(x.shape);
    return gathered(x, shape, (place) =>
      place.reduce((from, at, axis) => from + (at % (x.shape[axis] ?? 1)) * (strides[axis] ?? 0), 0),
    );
  },
};

const concat: Operator = {
  shape: (call) => {
    const shapes = call.shapes.filter((shape) => shape !== undefined);
    const [first = []] = shapes;
    const axis = axisOf(numberIn(call, 'axis', 1), first.length);
    const isOther = (shape: Shape): boolean =>
      shape.length !== first.length || shape.some((extent, each) => each !== axis && extent !== first[each]);
    const other = shapes.find(isOther);
    if (other) throw new RangeError(`it puts ${first.join('×')} and ${other.join('×')} side by side, which do not fit`);
    return first.with(
      axis,
      shapes.reduce((sum, shape) => sum + (shape[axis] ?? 0), 0),
    );
  },
  evaluate: (call, inputs, shape) => {
    const all = inputs.filter((each) => each !== undefined);
    const axis = axisOf(numberIn(call, 'axis', 1), shape.length);
    const inner = countOf(shape.slice(axis + 1));
    const isNarrow = all.every(({ data }) => data instanceof Float32Array);
    const data = isNarrow ? new Float32Array(countOf(shape)) : new Float64Array(countOf(shape));
    let to = 0;
    for (let outer = 0; outer < countOf(shape.slice(0, axis)); outer++)
      for (const { data: from, shape: own } of all) {
        const run = (own[axis] ?? 0) * inner;
        data.set(from.subarray(outer * run, (outer + 1) * run), to);
        to += run;
      }
    return { shape, data, isInteger: all.every(({ isInteger }) => isInteger) };
  },
};

/** Operators that move elements, and compute none. */
export const movement: Readonly<Record<string, Operator>> = {
  Concat: concat,
  Expand: expand,
  Flatten: flatten,
  Gather: gather,
  Pad: pad,
  Reshape: reshape,
  Slice: slice,
  Split: split,
  Squeeze: squeeze,
  Tile: tile,
  Transpose: transpose,
  Unsqueeze: unsqueeze,
};

import { axisOf, countOf, gathered, reshaped, stridesOf, type Shape } from '../tensor.ts';
import { broadcastShape } from './broadcast.ts';
import { givenNumbers, numberIn, numbersIn, shapeAt, tensorAt, textIn, type Call, type Operator } from './operator.ts';

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

const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, each, index) => sum + each * (b[index] ?? 0), 0);

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

/** Where a slice begins on each axis, by how much it steps, and how long it is. */
export function rangesOf(
  call: Call,
): readonly { readonly from: number; readonly step: number; readonly count: number }[] {
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

const slice: Operator = {
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

const split: Operator = {
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

const gather: Operator = {
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

/** How many elements are added before and after each axis. */
export function paddingOf(call: Call): readonly (readonly [before: number, after: number])[] {
  const { length } = shapeAt(call, 0);
  const pads = givenNumbers(call, 'pads', 1) ?? numbersIn(call, 'paddings') ?? [];
  const axes = (givenNumbers(call, 'axes', 3) ?? Array.from({ length }, (_, axis) => axis)).map((axis) =>
    axisOf(axis, length),
  );
  return Array.from({ length }, (_, axis) => {
    const index = axes.indexOf(axis);
    return index < 0 ? [0, 0] : [pads[index] ?? NaN, pads[index + axes.length] ?? NaN];
  });
}

/** Where an element comes from whose place may lie outside: −1 for the constant. */
const outside: Readonly<Record<string, (at: number, extent: number) => number>> = {
  constant: () => -1,
  edge: (at, extent) => Math.min(Math.max(at, 0), extent - 1),
  reflect: (at, extent) => (at < 0 ? -at : 2 * (extent - 1) - at),
  wrap: (at, extent) => (at + extent) % extent,
};

const pad: Operator = {
  shape: (call) => {
    const sides = paddingOf(call);
    return shapeAt(call, 0).map((extent, axis) => extent + (sides[axis]?.[0] ?? 0) + (sides[axis]?.[1] ?? 0));
  },
  evaluate: (call, inputs, shape) => {
    const x = tensorAt(inputs, 0);
    const sides = paddingOf(call);
    const strides = stridesOf(x.shape);
    const beyond = outside[textIn(call, 'mode', 'constant')];
    const [filling = numberIn(call, 'value', 0)] = inputs[2]?.data ?? [];
    // The least number of float32 stands for 0 where a file of ours says it to onnxruntime.
    if (!beyond || Math.abs(filling) >= 2 ** -126)
      throw new RangeError(`it pads by mode ${textIn(call, 'mode', 'constant')} with ${filling}`);
    return gathered(x, shape, (place) => {
      let from = 0;
      for (const [axis, at] of place.entries()) {
        const extent = x.shape[axis] ?? 0;
        const inside = at - (sides[axis]?.[0] ?? 0);
        const own = inside >= 0 && inside < extent ? inside : beyond(inside, extent);
        if (own < 0 || own >= extent) return -1;
        from += own * (strides[axis] ?? 0);
      }
      return from;
    });
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

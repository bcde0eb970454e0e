import { countOf, floats, gathered, stridesOf, type Shape, type Tensor } from '../tensor.ts';
import { numberIn, numbersIn, shapeAt, tensorAt, textIn, type Call, type Operator } from './operator.ts';

/** How a window goes over the axes of a map, one number for each axis. */
export interface Windows {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly isCeil: boolean;
}

/** What the attributes say of windows over maps. @throws {RangeError} for what they cannot mean. */
export function windowsOf(call: Call, kernel: readonly number[]): Windows {
  const map = shapeAt(call, 0).slice(2);
  const ones = map.map(() => 1);
  const stride = numbersIn(call, 'strides') ?? ones;
  const dilation = numbersIn(call, 'dilations') ?? ones;
  const pads = numbersIn(call, 'pads') ?? [...map, ...map].map(() => 0);
  const window = { kernel, stride, dilation, isCeil: numberIn(call, 'ceil_mode', 0) === 1 };
  if (
    [kernel, stride, dilation].some(
      (all) => all.length !== map.length || !all.every((each) => Number.isSafeInteger(each) && each > 0),
    )
  )
    throw new RangeError(
      `its windows are ${kernel.join('×')}, strides ${stride.join('×')}, dilations ${dilation.join('×')}, over maps of ${map.length} axes`,
    );
  if (pads.length !== 2 * map.length || !pads.every((each) => Number.isSafeInteger(each) && each >= 0))
    throw new RangeError(`its pads are ${pads.join(', ')}; expected ${2 * map.length} integers of at least 0`);
  const auto = textIn(call, 'auto_pad', 'NOTSET');
  if (auto === 'NOTSET' || auto === '')
    return { ...window, before: pads.slice(0, map.length), after: pads.slice(map.length) };
  if (auto === 'VALID') return { ...window, before: map.map(() => 0), after: map.map(() => 0) };
  if (auto !== 'SAME_UPPER' && auto !== 'SAME_LOWER') throw new RangeError(`its auto_pad is ${auto}`);
  const total = map.map((extent, axis) => {
    const step = stride[axis] ?? 1;
    return Math.max((Math.ceil(extent / step) - 1) * step + reach(window, axis) - extent, 0);
  });
  const less = total.map((each) => Math.floor(each / 2));
  const more = total.map((each, axis) => each - (less[axis] ?? 0));
  return auto === 'SAME_UPPER' ? { ...window, before: less, after: more } : { ...window, before: more, after: less };
}

/** Pixels from the first tap of a window to the last, both counted. */
const reach = ({ kernel, dilation }: Pick<Windows, 'kernel' | 'dilation'>, axis: number): number =>
  ((kernel[axis] ?? 1) - 1) * (dilation[axis] ?? 1) + 1;

/** How many windows there are along each axis; where sizes are rounded up, none begins behind the map. */
export const windowCounts = (windows: Windows, map: Shape): readonly number[] =>
  map.map((extent, axis) => {
    const [before, after, stride] = [windows.before[axis] ?? 0, windows.after[axis] ?? 0, windows.stride[axis] ?? 1];
    const room = (extent + before + after - reach(windows, axis)) / stride;
    const count = (windows.isCeil ? Math.ceil(room) : Math.floor(room)) + 1;
    if (count < 1) throw new RangeError(`its window is larger than the map, ${map.join('×')}`);
    return windows.isCeil && (count - 1) * stride >= extent + before ? count - 1 : count;
  });

/** The same windows, with as much padding behind as before where none of them reaches that far: as people write it. */
export function symmetric(windows: Windows, map: Shape): Windows {
  const counts = windowCounts(windows, map);
  const after = windows.after.map((each, axis) => Math.max(each, windows.before[axis] ?? 0));
  const made = { ...windows, after };
  return !windows.isCeil && String(windowCounts(made, map)) === String(counts) ? made : windows;
}

/** Of the filters, whatever `kernel_shape` says. */
export const convolutionWindows = (call: Call): Windows => windowsOf(call, shapeAt(call, 1).slice(2));
export const poolWindows = (call: Call): Windows => windowsOf(call, numbersIn(call, 'kernel_shape') ?? []);

const pool: Operator = {
  shape: (call) => {
    const [images = NaN, channels = NaN, ...map] = shapeAt(call, 0);
    return [images, channels, ...windowCounts(poolWindows(call), map)];
  },
};

const convolution: Operator = {
  shape: (call) => {
    const [images = NaN, channels = NaN, ...map] = shapeAt(call, 0);
    const [filters = NaN, each = NaN] = shapeAt(call, 1);
    const groups = numberIn(call, 'group', 1);
    if (channels !== each * groups || filters % groups)
      throw new RangeError(`its ${filters} filters of ${each} channels in ${groups} groups read ${channels} channels`);
    return [images, filters, ...windowCounts(convolutionWindows(call), map)];
  },
  evaluate: (call, inputs, shape) => {
    const [x, weight, bias] = [tensorAt(inputs, 0), tensorAt(inputs, 1), inputs[2]];
    const { stride, dilation, before, kernel } = convolutionWindows(call);
    const [filters = 1, each = 1] = weight.shape;
    const inGroup = filters / numberIn(call, 'group', 1);
    const strides = stridesOf(x.shape);
    const taps = Array.from({ length: countOf(kernel) }, (_, index) =>
      stridesOf(kernel).map((step, axis) => Math.floor(index / step) % (kernel[axis] ?? 1)),
    );
    const sums = floats(shape);
    let index = 0;
    gathered(x, shape, ([image = 0, filter = 0, ...place]) => {
      let sum = bias?.data[filter] ?? 0;
      for (let channel = 0; channel < each; channel++)
        for (const [tap, at] of taps.entries()) {
          const pixel = at.map(
            (step, axis) =>
              (place[axis] ?? 0) * (stride[axis] ?? 1) + step * (dilation[axis] ?? 1) - (before[axis] ?? 0),
          );
          if (pixel.some((position, axis) => position < 0 || position >= (x.shape[axis + 2] ?? 0))) continue;
          const from = [image, Math.floor(filter / inGroup) * each + channel, ...pixel];
          const own = from.reduce((offset, position, axis) => offset + position * (strides[axis] ?? 0), 0);
          sum += (x.data[own] ?? 0) * (weight.data[(filter * each + channel) * taps.length + tap] ?? 0);
        }
      sums.data[index++] = sum;
      return -1;
    });
    return sums;
  },
};

const matrix = (
  x: Tensor,
  isTransposed: boolean,
): { readonly rows: number; readonly columns: number; readonly at: (row: number, column: number) => number } => {
  const [first = 1, second = 1] = x.shape;
  return isTransposed
    ? { rows: second, columns: first, at: (row, column) => x.data[column * second + row] ?? 0 }
    : { rows: first, columns: second, at: (row, column) => x.data[row * second + column] ?? 0 };
};

/** The matrices of a product: their inner extents are equal. */
function product(a: Tensor, b: Tensor, isLeftTransposed: boolean, isRightTransposed: boolean): Float64Array {
  const [left, right] = [matrix(a, isLeftTransposed), matrix(b, isRightTransposed)];
  const result = new Float64Array(left.rows * right.columns);
  for (let row = 0; row < left.rows; row++)
    for (let column = 0; column < right.columns; column++) {
      let sum = 0;
      for (let index = 0; index < left.columns; index++) sum += left.at(row, index) * right.at(index, column);
      result[row * right.columns + column] = sum;
    }
  return result;
}

const isOn = (call: Call, name: string): boolean => numberIn(call, name, 0) === 1;

const gemm: Operator = {
  shape: (call) => {
    const [a = NaN, b = NaN] = shapeAt(call, 0);
    const [c = NaN, d = NaN] = shapeAt(call, 1);
    const [rows, inner] = isOn(call, 'transA') ? [b, a] : [a, b];
    const [other, columns] = isOn(call, 'transB') ? [d, c] : [c, d];
    if (shapeAt(call, 0).length !== 2 || shapeAt(call, 1).length !== 2 || inner !== other)
      throw new RangeError(`it multiplies ${shapeAt(call, 0).join('×')} by ${shapeAt(call, 1).join('×')}`);
    return [rows, columns];
  },
  evaluate: (call, inputs, shape) => {
    const data = product(tensorAt(inputs, 0), tensorAt(inputs, 1), isOn(call, 'transA'), isOn(call, 'transB'));
    const [alpha, beta] = [numberIn(call, 'alpha', 1), numberIn(call, 'beta', 1)];
    const bias = inputs[2];
    const isRow = (bias?.shape.at(-2) ?? 1) === 1;
    const [, columns = 1] = shape;
    return floats(
      shape,
      data.map((sum, index) => {
        const own =
          !bias || bias.data.length === 1
            ? 0
            : isRow
              ? index % columns
              : bias.shape.at(-1) === 1
                ? Math.floor(index / columns)
                : index;
        return alpha * sum + beta * (bias?.data[own] ?? 0);
      }),
    );
  },
};

const matMul: Operator = {
  shape: (call) => {
    const [a, b] = [shapeAt(call, 0), shapeAt(call, 1)];
    if (b.length !== 2 || a.length < 2 || a.at(-1) !== b[0])
      throw new RangeError(`it multiplies ${a.join('×')} by ${b.join('×')}`);
    return [...a.slice(0, -1), b[1] ?? NaN];
  },
  evaluate: (_, inputs, shape) => {
    const [a, b] = [tensorAt(inputs, 0), tensorAt(inputs, 1)];
    const rows = { ...a, shape: [a.data.length / (a.shape.at(-1) ?? 1), a.shape.at(-1) ?? 1] };
    return floats(shape, product(rows, b, false, false));
  },
};

/** Operators that go over maps by windows, and products of matrices: what layers are made of. */
export const contractions: Readonly<Record<string, Operator>> = {
  AveragePool: pool,
  Conv: convolution,
  Gemm: gemm,
  MatMul: matMul,
  MaxPool: pool,
};

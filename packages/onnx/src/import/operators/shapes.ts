import { countOf, floats, integers } from '../tensor.ts';
import { givenNumbers, numberIn, shapeAt, tensorAt, type Call, type Operator } from './operator.ts';

/** More elements are no shape arithmetic, and no parameters of a network either. */
const most = 2 ** 28;

const asShape = (given: readonly number[] | undefined): readonly number[] => {
  const shape = given ?? [];
  if (shape.every((extent) => Number.isSafeInteger(extent) && extent >= 0) && countOf(shape) <= most) return shape;
  throw new RangeError(`it makes a tensor of ${shape.join('×')}`);
};

/** `Shape` of what is given depends on shapes alone, which is why its input need not be known. */
export const extentsOf = (call: Call): readonly number[] => {
  const shape = shapeAt(call, 0);
  const bounded = (at: number): number => Math.min(Math.max(at < 0 ? at + shape.length : at, 0), shape.length);
  return shape.slice(bounded(numberIn(call, 'start', 0)), bounded(numberIn(call, 'end', shape.length)));
};

const constantOfShape: Operator = {
  shape: (call) => asShape(givenNumbers(call, 'shape', 0)),
  evaluate: (call, _, shape) => {
    const value = call.attributes.get('value');
    const given = typeof value === 'object' && 'data' in value ? value : floats([1], new Float32Array(1));
    const [each = 0] = given.data;
    const count = countOf(shape);
    const isWide = given.data instanceof Float64Array;
    return { ...given, shape, data: (isWide ? new Float64Array(count) : new Float32Array(count)).fill(each) };
  },
};

const rangeCount = (call: Call): number => {
  const [start = NaN, limit = NaN, delta = NaN] = [0, 1, 2].map((at) => givenNumbers(call, 'range', at)?.[0]);
  return Math.max(Math.ceil((limit - start) / delta), 0);
};

/** Operators on shapes. */
export const shapes: Readonly<Record<string, Operator>> = {
  ConstantOfShape: constantOfShape,
  Range: {
    shape: (call) => asShape([rangeCount(call)]),
    evaluate: (_, inputs, shape) => {
      const [start, delta] = [tensorAt(inputs, 0), tensorAt(inputs, 2)];
      const values = Array.from(
        { length: countOf(shape) },
        (__, index) => (start.data[0] ?? 0) + index * (delta.data[0] ?? 0),
      );
      return { ...integers(shape, values), isInteger: start.isInteger };
    },
  },
  Shape: {
    shape: (call) => [extentsOf(call).length],
    evaluate: (call) => integers([extentsOf(call).length], extentsOf(call)),
  },
  Size: {
    shape: () => [],
    evaluate: (call) => integers([], [countOf(shapeAt(call, 0))]),
  },
};

import { describe, expect, it } from 'vitest';
import {
  absolute,
  add,
  compileScalar,
  constant,
  divide,
  erf,
  exp,
  expm1,
  gradientsOf,
  log,
  log1p,
  max,
  min,
  multiply,
  multiplyAdd,
  negate,
  operand,
  partsOf,
  pointwise,
  printScalar,
  select,
  sqrt,
  subtract,
  sigmoid,
  tanh,
  type OperationName,
  type Scalar,
} from '../src/index.ts';
import { fc, test } from './fast-check.ts';
import { operationNames, operationOf, scalarsOf } from './random-scalar.ts';

const [x0, x1, x2] = [operand(0), operand(1), operand(2)];
const x3 = operand(3);
const zero = constant(0);

/** The gradients at a place, for a gradient of 1 of the result. */
function gradientsAt(expression: Scalar, at: readonly number[], dy = 1): readonly number[] {
  const y = compileScalar(expression)(at);
  return gradientsOf(expression, at.length).map((gradient) => (gradient ? compileScalar(gradient)([...at, dy, y]) : 0));
}

/** Richardson's extrapolation of central differences, in float64; NaN where steps disagree, as at a kink. */
function differenceOf(expression: Scalar, at: readonly number[], index: number): number {
  const f = compileScalar(expression);
  const slope = (step: number): number =>
    (f(at.with(index, at[index]! + step)) - f(at.with(index, at[index]! - step))) / (2 * step);
  const [rough, fine, finer] = [slope(2e-3), slope(1e-3), slope(5e-4)] as const;
  const [first, second] = [(4 * fine - rough) / 3, (4 * finer - fine) / 3];
  const scale = Math.max(1, Math.abs(second));
  // Symmetric about a kink, differences agree with each other, and not with those of one side.
  const near = 1e-6;
  const oneSided = (f(at.with(index, at[index]! + near)) - f(at)) / near;
  return Math.abs(first - second) <= 1e-6 * scale && Math.abs(oneSided - second) <= 1e-2 * scale ? second : NaN;
}

function expectDifferences(expression: Scalar, at: readonly number[]): number {
  let compared = 0;
  for (const [index, gradient] of gradientsAt(expression, at).entries()) {
    const difference = differenceOf(expression, at, index);
    if (!Number.isFinite(difference) || Math.abs(difference) > 1e4) continue;
    compared++;
    const error = Math.abs(gradient - difference) / Math.max(1, Math.abs(difference));
    expect(error, `${printScalar(expression)} by x${index} at ${at.join(', ')}`).toBeLessThan(1e-5);
  }
  return compared;
}

/** Places where an operation is smooth. */
const smooth: { readonly [Op in OperationName]: readonly (readonly number[])[] } = {
  negate: [[0.3], [-2]],
  absolute: [[0.3], [-2]],
  sqrt: [[0.3], [4]],
  exp: [[0.3], [-2]],
  expm1: [[0.3], [1e-9], [-2]],
  log: [[0.3], [4]],
  log1p: [[0.3], [-0.5]],
  tanh: [[0.3], [-2]],
  sigmoid: [[0.3], [-2]],
  erf: [[0.3], [-1.2]],
  add: [[0.3, -2]],
  subtract: [[0.3, -2]],
  multiply: [[0.3, -2]],
  divide: [
    [0.3, -2],
    [3, 0.5],
  ],
  max: [
    [0.3, -2],
    [-2, 0.3],
  ],
  min: [
    [0.3, -2],
    [-2, 0.3],
  ],
  multiply_add: [[0.3, -2, 1.5]],
  select: [
    [0.3, -2, 1.5, 4],
    [-2, 0.3, 1.5, 4],
  ],
};

describe('gradients are the slopes', () => {
  it.each(operationNames)('of %s', (op) => {
    for (const at of smooth[op]) {
      const expression = operationOf(
        op,
        at.map((_, index) => operand(index)),
      );
      expect(expectDifferences(expression, at)).toBe(at.length);
    }
  });

  it('of every operation inside another, and outside', () => {
    const inner = add(multiply(x0, x1), constant(1.25));
    for (const op of operationNames) {
      const of = smooth[op][0]!.map((value, index) => (index ? constant(value) : multiply(inner, constant(value))));
      const outer = tanh(multiply(operationOf(op, of), x0));
      expect(expectDifferences(outer, [0.5, 0.8])).toBe(2);
    }
  });

  const place = fc.double({ min: -2, max: 2, noNaN: true });
  const cases = fc.record({ expression: scalarsOf(3), at: fc.tuple(place, place, place) });
  let compared = 0;
  test.prop(cases, 'of random expressions, away from their kinks', ({ expression, at }) => {
    // What is steep has no slope that differences could tell.
    if (partsOf(expression).some((part) => part.op === 'constant' && Math.abs(part.value) > 1e3)) return;
    compared += expectDifferences(expression, at);
  });
  it('many of them', () => expect(compared).toBeGreaterThan(60));
});

describe('at a kink', () => {
  const relu6 = min(max(x0, zero), constant(6));
  it.each<readonly [string, Scalar, readonly (readonly [at: number, gradient: number])[]]>([
    [
      'ReLU takes 0 at 0',
      pointwise.relu,
      [
        [-1, 0],
        [-0, 0],
        [0, 0],
        [5e-324, 1],
        [Infinity, 1],
        [-Infinity, 0],
        [NaN, 0],
      ],
    ],
    [
      'ReLU6 takes 0 at 0 and at 6',
      relu6,
      [
        [0, 0],
        [5e-324, 1],
        [3, 1],
        [6, 0],
        [7, 0],
        [NaN, 0],
      ],
    ],
    [
      'max takes 0 where its operands are equal',
      max(x0, constant(2)),
      [
        [2, 0],
        [2.5, 1],
        [NaN, 0],
      ],
    ],
    [
      'min too',
      min(x0, constant(2)),
      [
        [2, 0],
        [1.5, 1],
        [NaN, 0],
      ],
    ],
    [
      'the absolute value takes 0 at 0',
      absolute(x0),
      [
        [0, 0],
        [-0, 0],
        [1, 1],
        [-1, -1],
        [NaN, 0],
      ],
    ],
    [
      'a choice takes what it chose',
      select(x0, zero, multiply(x0, constant(3)), negate(x0)),
      [
        [0, -1],
        [1, 3],
        [-1, -1],
        [NaN, -1],
      ],
    ],
  ])('%s', (_, expression, places) => {
    expect(places.map(([at]) => gradientsAt(expression, [at])[0])).toEqual(places.map(([, gradient]) => gradient));
  });

  it('the second of two equal operands takes the gradient of a maximum and a minimum', () => {
    expect(gradientsAt(max(x0, x1), [2, 2])).toEqual([0, 1]);
    expect(gradientsAt(min(x0, x1), [2, 2])).toEqual([0, 1]);
  });

  it('what is not chosen takes exactly nothing, however steep it is there', () => {
    // PyTorch's where() gives NaN: 0/0.
    expect(gradientsAt(select(x0, zero, log(x0), zero), [0])).toEqual([0]);
    expect(gradientsAt(select(x0, zero, multiply(x0, exp(negate(divide(constant(1), x0)))), zero), [0])).toEqual([0]);
    expect(gradientsAt(select(x0, zero, sqrt(x0), negate(sqrt(negate(x0)))), [4])).toEqual([0.25]);
    expect(gradientsAt(select(x0, zero, sqrt(x0), negate(sqrt(negate(x0)))), [-4])).toEqual([0.25]);
  });

  it('what is not chosen takes exactly nothing, whatever the gradient is', () => {
    for (const dy of [NaN, Infinity, 7]) {
      expect(gradientsAt(max(x0, zero), [-1], dy)).toEqual([0]);
      expect(gradientsAt(select(x0, x1, x2, x3), [1, 0, 5, 5], dy)).toEqual([0, 0, dy, 0]);
    }
  });
});

/** Which operands are read, of n operands, dy and y. */
const readBy = (gradient: Scalar | undefined): readonly string[] =>
  partsOf(...(gradient ? [gradient] : []))
    .flatMap((part) => (part.op === 'operand' ? [printScalar(part)] : []))
    .sort();

describe('gradients read no more than they need', () => {
  // x1 is the gradient of the result, x2 the result.
  it.each<readonly [string, Scalar, readonly string[]]>([
    ['a ReLU: its result', pointwise.relu, ['x1', 'x2']],
    ['tanh: its result', tanh(x0), ['x1', 'x2']],
    ['sigmoid: its result', sigmoid(x0), ['x1', 'x2']],
    ['exp: its result', exp(x0), ['x1', 'x2']],
    ['exp − 1: its operand', expm1(x0), ['x0', 'x1']],
    ['a square root: its result', sqrt(x0), ['x1', 'x2']],
    ['a logarithm: its operand', log(x0), ['x0', 'x1']],
    ['a multiple: neither', multiply(x0, constant(3)), ['x1']],
    ['a sum: neither', add(x0, constant(3)), ['x1']],
    [
      'a logistic function: its result, and what it is of',
      divide(constant(1), add(constant(1), exp(negate(x0)))),
      ['x0', 'x1', 'x2'],
    ],
  ])('%s', (_, expression, read) => expect(readBy(gradientsOf(expression, 1)[0])).toEqual(read));

  it('an operand that does not occur, or decides alone, has none', () => {
    expect(gradientsOf(multiply(x0, x0), 2)[1]).toBeUndefined();
    expect(gradientsOf(constant(3), 1)).toEqual([undefined]);
    expect(gradientsOf(select(x0, x1, x2, zero), 3).map(Boolean)).toEqual([false, false, true]);
  });
});

it('an exponential next to its limit of −1 keeps a gradient, of which the result has nothing left', () => {
  const [gradient] = gradientsOf(expm1(x0), 1);
  expect(gradient && compileScalar(gradient)([-40, 1, Math.expm1(-40)])).toBe(Math.exp(-40));
});

describe('gradients are written simply', () => {
  it.each<readonly [Scalar, readonly (string | undefined)[]]>([
    [pointwise.relu, ['select(x2, 0, x1, 0)']],
    [pointwise.sum, ['x2', 'x2']],
    [pointwise.affine, ['multiply(x3, x1)', 'multiply(x3, x0)', 'x3']],
    [subtract(x0, x1), ['x2', 'negate(x2)']],
    [subtract(x0, x0), ['subtract(x1, x1)']],
    [subtract(constant(2), negate(x0)), ['x1']],
    [negate(multiply(negate(x0), x1)), ['multiply(x2, x1)', 'multiply(x2, x0)']],
    [multiply(x0, x0), ['add(multiply(x1, x0), multiply(x1, x0))']],
    [multiply(constant(1), x0), ['x1']],
    [multiply(constant(0), x0), ['0']],
    [divide(x0, constant(1)), ['x1']],
    [multiplyAdd(x0, constant(0), x1), ['0', 'x2']],
    [select(x0, zero, x1, x1), [undefined, 'x2']],
    [subtract(multiply(x0, x1), x0), ['subtract(multiply(x2, x1), x2)', 'multiply(x2, x0)']],
    [divide(x0, x1), ['divide(x2, x1)', 'negate(divide(multiply(x2, x3), x1))']],
    [tanh(x0), ['multiply(x1, subtract(1, multiply(x2, x2)))']],
    [erf(negate(x0)), ['negate(multiply(x1, multiply(1.1283791670955126, exp(negate(multiply(x0, x0))))))']],
    [log1p(x0), ['divide(x1, add(x0, 1))']],
    // A leaky ReLU.
    [select(x0, zero, x0, multiply(x0, constant(0.5))), ['select(x0, 0, x1, multiply(x1, 0.5))']],
    [select(x0, zero, negate(x0), zero), ['select(x0, 0, negate(x1), 0)']],
    [absolute(x0), ['select(x0, 0, x1, select(0, x0, negate(x1), 0))']],
  ])('%o', (expression, written) => {
    const operands = written.length;
    const gradients = gradientsOf(expression, operands);
    expect(gradients.map((gradient) => gradient && printScalar(gradient))).toEqual(written);
  });
});

import { add, multiply, operand, parseScalar, type Scalar } from '@resnet-compile/ir';
import { describe, expect, it } from 'vitest';
// Not of the package's interface.
import { emitScalars, keepsZeros } from '../src/wgsl/emit-scalar.ts';
import { functionsOf } from '../src/wgsl/scalar-functions.ts';

const emit = (...expressions: readonly (string | Scalar)[]): ReturnType<typeof emitScalars> =>
  emitScalars(
    expressions.map((each) => (typeof each === 'string' ? parseScalar(each) : each)),
    { operand: (index) => `x${index}`, count: 'count' },
  );
const square = (): Scalar => multiply(operand(0), operand(1));

describe('expressions in WGSL', () => {
  it('what is used once stands in its place, and constants are float32', () =>
    expect(emit('add(multiply(x0, x1), 0.1)')).toEqual({
      lets: [],
      values: ['(x0 * x1) + vec4f(0.1f)'],
    }));

  it('parts that are written alike are computed once, over all expressions, whether or not they are one object', () =>
    expect(emit(add(square(), square()), square())).toEqual({
      lets: ['let t2 = (x0 * x1);'],
      values: ['t2 + t2', 't2'],
    }));

  it('the text grows with the parts, not with the ways to them', () => {
    let power: Scalar = operand(0);
    for (let doubled = 0; doubled < 64; doubled++) power = multiply(power, power);
    expect(emit(power).lets).toHaveLength(63);
  });

  it('constants alone are computed before, each operation rounding once', () =>
    expect(emit('multiply(x0, divide(1, 3))').values).toEqual(['x0 * vec4f(0.33333334f)']));

  it('no constant is infinite or no number', () =>
    expect(emit('add(x0, divide(1, 0))', 'multiply(x0, divide(0, 0))', 'subtract(x0, 1e39)').values).toEqual([
      'x0 + fromBits(2139095040u)',
      'x0 * fromBits(2143289344u)',
      'x0 - fromBits(2139095040u)',
    ]));

  it('max(x, 0) and comparisons with 0 have forms of their own', () =>
    expect(emit('max(x0, 0)', 'select(x1, 0, x0, 0)', 'max(x0, x1)').values).toEqual([
      'rectify(x0)',
      'select(vec4f(0f), x0, isPositive(x1))',
      'larger(x0, x1)',
    ]));

  it('a shader has the functions that it calls, and those that they call', () => {
    const names = (text: string): readonly string[] =>
      [...functionsOf(text).matchAll(/fn (\w+)/g)].map(([, name]) => name!);
    expect(names('x0 + x1')).toEqual([]);
    expect(names('rectify(x0)')).toEqual(['rectify']);
    expect(names('larger(x0, x1)')).toEqual(['isNone', 'order', 'isLess', 'larger']);
    expect(names('hyperbolicTangent(x0)')).toEqual([
      'isNone',
      'withSignOf',
      'exponential',
      'exponentialMinus1',
      'hyperbolicTangent',
    ]);
  });

  it.each<readonly [string, boolean]>([
    ['add(multiply(x0, x1), x2)', true],
    ['max(x0, 0)', true],
    ['divide(x0, add(1, exp(negate(x0))))', true],
    ['exp(x0)', false],
    ['divide(x0, x1)', false],
    ['add(x0, 1)', false],
    ['subtract(count, 2)', false],
    ['divide(x0, 1e-60)', false],
  ])('whether %s makes zeros of zeros: %s', (text, keeps) => expect(keepsZeros(parseScalar(text))).toBe(keeps));
});

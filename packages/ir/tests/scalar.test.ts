import { describe, expect, it } from 'vitest';
import {
  add,
  compileArithmetic,
  compileScalar,
  constant,
  count,
  divide,
  exp,
  max,
  multiply,
  negate,
  operand,
  operandCounts,
  parseScalar,
  partsOf,
  printScalar,
  renumber,
  sameScalar,
  select,
  substitute,
  subtract,
  tanh,
  type Scalar,
} from '../src/index.ts';
import { fc, test } from './fast-check.ts';
import { operationNames, operationOf, scalarsOf } from './random-scalar.ts';

const [x0, x1, x2] = [operand(0), operand(1), operand(2)];

describe('text', () => {
  test.prop(scalarsOf(3, { counts: true }), 'print, parse and print again', (expression) => {
    const read = parseScalar(printScalar(expression));
    expect(read).toEqual(expression);
    expect(sameScalar(read, expression)).toBe(true);
    expect(printScalar(read)).toBe(printScalar(expression));
  });

  test.prop(scalarsOf(3, { counts: true }), 'equal parts are read as one', (expression) => {
    const parts = partsOf(parseScalar(printScalar(expression)));
    expect(new Set(parts.map(printScalar)).size).toBe(parts.length);
  });

  it.each<readonly [string, Scalar]>([
    ['max(x0, 0)', max(x0, constant(0))],
    ['divide(x0, add(1, exp(negate(x0))))', divide(x0, add(constant(1), exp(negate(x0))))],
    ['multiply_add(x0, x12, count)', operationOf('multiply_add', [x0, operand(12), count])],
    ['select(x0, -0.5, 1e-7, -0)', select(x0, constant(-0.5), constant(1e-7), constant(-0))],
    ['add(1e+21, -5e-324)', add(constant(1e21), constant(-5e-324))],
  ])('has the form %s', (text, expression) => {
    expect(printScalar(expression)).toBe(text);
    expect(parseScalar(text)).toEqual(expression);
    expect(parseScalar(text.replaceAll(/[(),]/g, ' $& '))).toEqual(expression);
  });

  it('takes as many operands as an operation has', () => {
    for (const op of operationNames) {
      const of = Array.from({ length: operandCounts[op] }, (_, index) => operand(index));
      const text = `${op}(${of.map(printScalar).join(', ')})`;
      expect(parseScalar(text)).toEqual(operationOf(op, of));
      expect(() => parseScalar(text.replace(')', ', x9)'))).toThrow('expected ")", found ","');
      expect(() => parseScalar(text.replace(/(, )?x\d+\)/, ')'))).toThrow(/expected .*, found "\)"/);
    }
  });

  it.each<readonly [string, string]>([
    ['', 'character 1 of "": expected an operand, a finite number or an operation, found its end'],
    ['x', 'character 1 of "x": expected an operand, a finite number or an operation, found "x"'],
    ['x01', 'found "x01"'],
    ['x-1', 'found "x-1"'],
    ['sin(x0)', 'character 1 of "sin(x0)": expected an operand, a finite number or an operation, found "sin"'],
    ['toString(x0)', 'found "toString"'],
    ['add x0, x1', 'character 5 of "add x0, x1": expected "(", found "x0"'],
    ['add(x0 x1)', 'character 8 of "add(x0 x1)": expected ",", found "x1"'],
    ['add(x0, x1', 'character 11 of "add(x0, x1": expected ")", found its end'],
    ['add(x0, )', 'character 9 of "add(x0, )": expected an operand, a finite number or an operation, found ")"'],
    ['x0 x1', 'character 4 of "x0 x1": expected its end, found "x1"'],
    ['add(x0, NaN)', 'character 9 of "add(x0, NaN)": expected an operand, a finite number or an operation'],
    ['add(x0, -Infinity)', 'found "-Infinity"'],
    ['1e999', 'found "1e999"'],
    ['0x10', 'found "0x10"'],
    ['1.', 'found "1."'],
  ])('%j does not parse', (text, message) => {
    expect(() => parseScalar(text)).toThrow(SyntaxError);
    expect(() => parseScalar(text)).toThrow(message);
  });

  it.each([NaN, Infinity, -Infinity])('there is no constant %s', (value) => {
    expect(() => constant(value)).toThrow(RangeError);
    expect(() => constant(value)).toThrow(`a constant of an expression is ${value}; expected a finite number`);
  });
});

/** As an expression is written, without sharing anything. */
function valueOf(expression: Scalar, operands: readonly number[], elements: number): number {
  if (expression.op === 'operand') return operands[expression.index]!;
  if (expression.op === 'constant') return expression.value;
  if (expression.op === 'count') return elements;
  const [a = NaN, b = NaN, c = NaN, d = NaN] = expression.of.map((part) => valueOf(part, operands, elements));
  switch (expression.op) {
    case 'negate':
      return -a;
    case 'absolute':
      return Math.abs(a);
    case 'sqrt':
      return Math.sqrt(a);
    case 'exp':
      return Math.exp(a);
    case 'expm1':
      return Math.expm1(a);
    case 'log':
      return Math.log(a);
    case 'log1p':
      return Math.log1p(a);
    case 'tanh':
      return Math.tanh(a);
    case 'sigmoid':
      return 1 / (1 + Math.exp(-a));
    case 'erf':
      return compileScalar(operationOf('erf', [x0]))([a]);
    case 'add':
      return a + b;
    case 'subtract':
      return a - b;
    case 'multiply':
      return a * b;
    case 'divide':
      return a / b;
    case 'max':
      return a < b ? b : a;
    case 'min':
      return b < a ? b : a;
    case 'multiply_add':
      return a * b + c;
    case 'select':
      return a > b ? c : d;
  }
}

const numbers = fc.oneof(
  fc.double(),
  fc.double({ min: -3, max: 3 }),
  fc.constantFrom(0, -0, 1, -1, NaN, Infinity, -Infinity),
);

describe('compileScalar', () => {
  const cases = fc.record({
    expression: scalarsOf(3, { counts: true }),
    rows: fc.array(fc.tuple(numbers, numbers, numbers), { minLength: 1, maxLength: 4 }),
    elements: fc.integer({ min: 1, max: 99 }),
  });
  test.prop(cases, 'is what the expression says, for one row after the other', ({ expression, rows, elements }) => {
    const evaluate = compileScalar(expression);
    for (const row of rows) expect(evaluate(row, elements)).toBe(valueOf(expression, row, elements));
  });

  const functions = ['exp', 'expm1', 'log', 'log1p', 'tanh', 'sigmoid', 'erf'];
  const plain = fc.record({
    expression: scalarsOf(3, { counts: true, ops: operationNames.filter((op) => !functions.includes(op)) }),
    row: fc.tuple(numbers, numbers, numbers),
  });
  test.prop(plain, 'without functions, is what compiled modules compute', ({ expression, row }) => {
    expect(compileArithmetic(expression)(row, 7)).toBe(compileScalar(expression)(row, 7));
  });

  it('knows the error function', () => {
    const erf = compileScalar(operationOf('erf', [x0]));
    // Abramowitz and Stegun 1964, table 7.1.
    for (const [x, y] of [
      [0, 0],
      [0.1, 0.112462916],
      [0.5, 0.5204998778],
      [1, 0.8427007929],
      [1.9, 0.9927904292],
    ] as const) {
      expect(erf([x])).toBeCloseTo(y, 9);
      expect(erf([-x])).toBeCloseTo(-y, 9);
    }
    expect([erf([Infinity]), erf([-Infinity]), erf([NaN])]).toEqual([1, -1, NaN]);
  });

  it('keeps a NaN that is compared with a number', () => {
    const of = (text: string, ...row: readonly number[]): number => compileScalar(parseScalar(text))(row);
    expect(of('max(x0, 0)', NaN)).toBeNaN();
    expect(of('min(max(x0, 0), 6)', NaN)).toBeNaN();
    expect(of('select(x0, 0, 1, 2)', NaN)).toBe(2);
    expect(of('select(x0, 0, x0, 0)', NaN)).toBe(0);
  });

  it('computes an expression once however often it is shared', () => {
    // 2^60 additions, written out.
    let doubled: Scalar = x0;
    for (let time = 0; time < 60; time++) doubled = add(doubled, doubled);
    expect(compileScalar(doubled)([1.5])).toBe(1.5 * 2 ** 60);
    expect(partsOf(doubled)).toHaveLength(61);
  });
});

describe('sameScalar', () => {
  const pairs = fc.tuple(scalarsOf(2, { counts: true }), scalarsOf(2, { counts: true }));
  test.prop(pairs, 'is equality of the texts', ([a, b]) => {
    expect(sameScalar(a, b)).toBe(printScalar(a) === printScalar(b));
    expect(sameScalar(a, structuredClone(a))).toBe(true);
  });
  it.each<readonly [Scalar, Scalar]>([
    [x0, x1],
    [constant(0), constant(-0)],
    [count, constant(1)],
    [negate(x0), tanh(x0)],
    [subtract(x0, x1), subtract(x1, x0)],
    [add(x0, x1), add(x1, x0)],
  ])('%o is not %o', (a, b) => expect(sameScalar(a, b)).toBe(false));
});

describe('substitute and renumber', () => {
  const cases = fc.record({
    outer: scalarsOf(2, { counts: true }),
    inner: fc.tuple(scalarsOf(3, { counts: true }), scalarsOf(3, { counts: true })),
    row: fc.tuple(numbers, numbers, numbers),
  });
  test.prop(cases, 'the whole is computed of what its parts are', ({ outer, inner, row }) => {
    const parts = inner.map((part) => valueOf(part, row, 7));
    expect(compileScalar(substitute(outer, inner))(row, 7)).toBe(valueOf(outer, parts, 7));
  });
  test.prop(cases, 'operands are numbered anew', ({ inner: [expression], row }) => {
    const places = [2, 0, 1];
    const moved = renumber(expression, places);
    const row2 = places.reduce<number[]>((made, place, index) => ((made[place] = row[index]!), made), []);
    expect(compileScalar(moved)(row2, 7)).toBe(valueOf(expression, row, 7));
  });

  it('leaves operands that it is told nothing of', () => {
    expect(printScalar(substitute(add(x0, x2), [x1]))).toBe('add(x1, x2)');
  });
  it('shares what was shared, and hands back what does not change', () => {
    const shared = exp(x0);
    const moved = substitute(multiply(shared, add(shared, x1)), [x2]);
    expect(partsOf(moved).map(printScalar)).toHaveLength(5);
    const same = max(negate(x1), constant(0));
    expect(substitute(same, [])).toBe(same);
  });
  it('writes sums and products of operands in one order', () => {
    expect(sameScalar(renumber(add(x0, x1), [1, 0]), add(x0, x1))).toBe(true);
    expect(sameScalar(renumber(multiply(x0, x1), [1, 0]), multiply(x0, x1))).toBe(true);
    expect(printScalar(renumber(subtract(x0, x1), [1, 0]))).toBe('subtract(x1, x0)');
    expect(printScalar(renumber(add(negate(x0), x1), [1, 0]))).toBe('add(negate(x1), x0)');
  });
});

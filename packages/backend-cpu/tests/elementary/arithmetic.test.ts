import {
  compileScalar,
  constant,
  count,
  exp,
  tanh,
  log,
  multiply,
  multiplyAdd,
  operand,
  parseScalar,
  add,
  type OperationName,
  type Scalar,
} from '@resnet-compile/ir';
import { nanRules } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { emitJavaScriptScalar } from '../../src/elementary/emit-javascript-scalar.ts';
import { expand } from '../../src/elementary/expand.ts';
import { partsOf, statementsOf } from '../../src/elementary/statements.ts';
import { javascriptBulk, wasmBulk } from './compiled.ts';

const ordinary = [0, 1, -1, 1.5, -2.25, 3e-39, -1e-45, 3.4e38, -3.4e38, 16777217];
const values = [...ordinary, -0, Math.PI, Infinity, -Infinity, NaN].map(Math.fround);
const x = [0, 1, 2, 3].map(operand) as [Scalar, Scalar, Scalar, Scalar];

/** By JavaScript's own arithmetic: one operation in float64, rounded. */
const plain: Readonly<Partial<Record<OperationName, (a: number, b: number, c: number, d: number) => number>>> = {
  negate: (a) => -a,
  absolute: Math.abs,
  sqrt: Math.sqrt,
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  max: (a, b) => (a < b ? b : a),
  min: (a, b) => (b < a ? b : a),
  multiply_add: (a, b, c) => Math.fround(a * b) + c,
  select: (a, b, c, d) => (a > b ? c : d),
};

/** Every pair of values, and with each pair two others. */
const pairs = values.flatMap((a, row) =>
  values.map((b, column) => [a, b, row + 3 * column, 5 * row + column] as const),
);
const rows = Array.from({ length: Math.ceil(pairs.length / 8) * 8 }, (_, at) => pairs[at % pairs.length]!);
const columns = [
  Float32Array.from(rows, ([a]) => a),
  Float32Array.from(rows, ([, b]) => b),
  Float32Array.from(rows, ([, , c]) => values[c % values.length]!),
  Float32Array.from(rows, ([, , , d]) => values[d % values.length]!),
] as const;

describe('every operation', () => {
  it.each(Object.entries(plain))('%s', (op, apply) => {
    const arity = Math.max(apply.length, 1);
    const expression = { op, of: x.slice(0, arity) } as unknown as Scalar;
    const operands = columns.slice(0, arity);
    const wanted = columns[0].map((a, at) => apply(a, columns[1][at]!, columns[2][at]!, columns[3][at]!));
    for (const bulk of [wasmBulk(expression, arity), javascriptBulk(expression, arity)]) {
      const found = new Float32Array(wanted.length);
      bulk(found, ...operands);
      expect([...found]).toEqual([...wanted]);
    }
  });

  it.each(values)('the constant %d', (value) => {
    // Not by `constant`, which refuses what is not finite: emitters do not.
    const made: Scalar = { op: 'constant', value };
    for (const bulk of [wasmBulk(made), javascriptBulk(made)]) {
      const found = new Float32Array(8);
      bulk(found, new Float32Array(8));
      expect([...found]).toEqual([...new Float32Array(8).fill(value)]);
    }
  });
});

describe('parts that are shared', () => {
  const once = exp(x[0]);
  const square = multiply(once, once);
  const size = (expression: Scalar): number => partsOf(expand(expression)).length;

  it('are defined once', () => {
    expect(size(square)).toBe(size(once) + 1);
    expect(size(multiply(exp(x[0]), exp(x[0])))).toBeGreaterThan(size(once) + 10);
  });

  it('are computed once, and an operand is read once, whoever asks for it', () => {
    const { statements, value } = emitJavaScriptScalar(multiply(add(operand(0), constant(1)), operand(0)), ['f[i]']);
    expect(statements).toBe('const t0 = f[i];');
    expect(value).toBe('fround(fround(t0 + 1) * t0)');
  });

  it('give their place to others when they are no longer read', () => {
    const chain = Array.from({ length: 30 }).reduce<Scalar>((sum) => multiply(sum, sum), add(x[0], x[1]));
    const kept = statementsOf(expand(chain));
    expect(kept).toHaveLength(30);
    expect(new Set(kept.map(({ slot }) => slot)).size).toBe(1);
  });

  it('keep their values in deep expressions of many', () => {
    // A sum of functions of shared sums: places are taken and given back in all orders.
    const parts: Scalar[] = [x[0], x[1]];
    for (let at = 0; at < 40; at++)
      parts.push(
        multiplyAdd(
          parts[at]!,
          constant(0.5),
          at % 5 ? parts[at + 1]! : tanh(multiply(parts[at + 1]!, constant(0.25))),
        ),
      );
    const expression = parts.reduce((sum, each) => add(sum, each));
    expect(new Set(statementsOf(expand(expression)).map(({ slot }) => slot)).size).toBeGreaterThan(3);
    const operands = [
      Float32Array.of(0, 1, -1, 0.5, 2, -3, 0.1, -0.7),
      Float32Array.of(1, 0.3, 0.2, -1, -2, 1, 3, 0.6),
    ] as const;
    const found = [wasmBulk(expression, 2), javascriptBulk(expression, 2)].map((bulk) => {
      const to = new Float32Array(8);
      bulk(to, ...operands);
      return to;
    });
    expect(found[0]).toEqual(found[1]);
    const exact = (a: number, b: number): { readonly wanted: number; readonly size: number } => {
      const all = [a, b];
      for (let at = 0; at < 40; at++)
        all.push(all[at]! * 0.5 + (at % 5 ? all[at + 1]! : Math.tanh(all[at + 1]! * 0.25)));
      return { wanted: all.reduce((sum, each) => sum + each), size: Math.max(...all.map(Math.abs)) };
    };
    found[0]!.forEach((value, at) => {
      const { wanted, size } = exact(operands[0][at]!, operands[1][at]!);
      expect(Math.abs(value - wanted)).toBeLessThan(1e-5 * size);
    });
  });
});

it('a count is what its place gives', () =>
  expect(emitJavaScriptScalar(log(count), [], { count: 'M' }).statements).toContain('M'));

describe('of NaN', () => {
  it.each(nanRules)('%s is %d', (text, wanted) => {
    const expression = parseScalar(text);
    expect(compileScalar(expression)([NaN])).toBe(wanted);
    for (const bulk of [wasmBulk(expression), javascriptBulk(expression)]) {
      const found = new Float32Array(8);
      bulk(found, new Float32Array(8).fill(NaN));
      expect([...found]).toEqual([...new Float32Array(8).fill(wanted)]);
    }
  });
});

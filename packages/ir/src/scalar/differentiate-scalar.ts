import {
  add,
  constant,
  divide,
  exp,
  multiply,
  negate,
  operand,
  select,
  subtract,
  type Operands,
  type OperationName,
  type Scalar,
} from './scalar.ts';
import { kept } from './kept.ts';
import { partsOf } from './parts-of.ts';
import { rewriteScalar } from './rewrite-scalar.ts';
import { simplified } from './simplify-scalar.ts';

/** The gradients of an operation's operands, from that of its result `y`; undefined where none goes back. */
type Rule<Op extends OperationName> = (dy: Scalar, of: Operands[Op], y: Scalar) => Backward<Operands[Op]>;
type Backward<Of extends readonly Scalar[]> = { readonly [Place in keyof Of]: Scalar | undefined };

type AnyRule = (dy: Scalar, of: readonly Scalar[], y: Scalar) => readonly (Scalar | undefined)[];

const zero = constant(0);
const one = constant(1);

/**
 * One rule an operation. A maximum's gradient is told by its result, so that of max(x, 0) needs no x; where both sides are
 * equal, the second takes it, as in PyTorch's ReLU and clamps. A NaN that is compared with a number takes none.
 */
const rules: { readonly [Op in OperationName]: Rule<Op> } = {
  negate: (dy) => [negate(dy)],
  absolute: (dy, [x]) => [select(x, zero, dy, select(zero, x, negate(dy), zero))],
  sqrt: (dy, _, y) => [divide(dy, multiply(constant(2), y))],
  exp: (dy, _, y) => [multiply(dy, y)],
  // Not y + 1, of which nothing is left where y is next to −1.
  expm1: (dy, [x]) => [multiply(dy, exp(x))],
  log: (dy, [x]) => [divide(dy, x)],
  log1p: (dy, [x]) => [divide(dy, add(x, one))],
  tanh: (dy, _, y) => [multiply(dy, subtract(one, multiply(y, y)))],
  sigmoid: (dy, _, y) => [multiply(dy, multiply(y, subtract(one, y)))],
  erf: (dy, [x]) => [multiply(dy, multiply(constant(2 / Math.sqrt(Math.PI)), exp(negate(multiply(x, x)))))],
  add: (dy) => [dy, dy],
  subtract: (dy) => [dy, negate(dy)],
  multiply: (dy, [a, b]) => [multiply(dy, b), multiply(dy, a)],
  divide: (dy, [, b], y) => [divide(dy, b), negate(divide(multiply(dy, y), b))],
  max: (dy, [, b], y) => [select(y, b, dy, zero), select(y, b, zero, dy)],
  min: (dy, [, b], y) => [select(b, y, dy, zero), select(b, y, zero, dy)],
  multiply_add: (dy, [a, b]) => [multiply(dy, b), multiply(dy, a), dy],
  select: (dy, [a, b]) => [undefined, undefined, select(a, b, dy, zero), select(a, b, zero, dy)],
};

/**
 * The gradients of an expression's operands, in reverse mode: one expression for each of the operands asked for, of the
 * same operands and of two more behind them: the gradient dy of the result, `x${count}`, and the result itself,
 * `x${count + 1}`, which stands wherever the whole expression would be computed again.
 */
export const gradientsOf = (expression: Scalar, operandCount: number): readonly (Scalar | undefined)[] =>
  keptGradients(expression, operandCount, () => differentiate(expression, operandCount));

const keptGradients = kept<readonly (Scalar | undefined)[]>();

function differentiate(expression: Scalar, operandCount: number): readonly (Scalar | undefined)[] {
  const [dy, y] = [operand(operandCount), operand(operandCount + 1)];
  const gradients = new Map<Scalar, Scalar>([[expression, dy]]);
  const operands: (Scalar | undefined)[] = Array.from({ length: operandCount });
  for (const part of [...partsOf(expression)].reverse()) {
    const gradient = gradients.get(part);
    if (!gradient) continue;
    if (part.op === 'operand') operands[part.index] = plus(operands[part.index], gradient);
    if (!('of' in part)) continue;
    const backward = rules[part.op] as unknown as AnyRule;
    for (const [place, back] of backward(gradient, part.of, part).entries()) {
      const input = part.of[place];
      if (back && input) gradients.set(input, plus(gradients.get(input), back));
    }
  }
  return operands.map((gradient) => gradient && simplified(throughResult(gradient, expression, y)));
}

const plus = (a: Scalar | undefined, b: Scalar): Scalar => (a ? add(a, b) : b);

const throughResult = (gradient: Scalar, expression: Scalar, y: Scalar): Scalar =>
  rewriteScalar(gradient, (part, original) => (original === expression ? y : part));

import { remembered } from './remembered.ts';
import { activations } from './activations.ts';
import {
  add,
  constant,
  count,
  divide,
  exp,
  min,
  multiply,
  multiplyAdd,
  negate,
  operand,
  select,
  sigmoid,
  sqrt,
  subtract,
  type Scalar,
} from './scalar.ts';

const operands = (count: number): readonly Scalar[] => Array.from({ length: count }, (_, index) => operand(index));

const added = (all: readonly Scalar[]): Scalar => all.reduce((a, b) => add(a, b));

const [x0, x1, x2, x3] = [operand(0), operand(1), operand(2), operand(3)];

/** max(x, 0) */
export const relu: Scalar = activations.relu();
/** a + b: of two activations, or of a bias. */
export const sum: Scalar = add(x0, x1);
/** The sum of so many, from the first on. */
export const sumOf = remembered((count: number): Scalar => added(operands(count)));
/**
 * The softmax of the first among so many, e^x₀ / Σ e^xᵢ, as 1/(1 + Σ e^(xᵢ − x₀)), whose gradient is as small: of two it is
 * sigmoid(x₀ − x₁). Beyond e⁸⁰ it is 0 in float32. Of a single one, sigmoid(x₀).
 */
export const softmaxOf = remembered((count: number): Scalar => {
  if (count === 1) return sigmoid(x0);
  if (count === 2) return sigmoid(subtract(x0, x1));
  const others = operands(count).slice(1);
  const ratios = others.map((other) => exp(min(subtract(other, x0), constant(80))));
  return divide(constant(1), added([constant(1), ...ratios]));
});
/** x·scale + shift */
export const affine: Scalar = add(multiply(x0, x1), x2);
/** (x − mean)·scale + shift: subtracting first keeps precision where the mean is large. */
export const normalized: Scalar = multiplyAdd(subtract(x0, x1), x2, x3);
/** γ/√(σ² + ε) of γ, σ² */
export const batchNormScale = remembered((epsilon: number): Scalar => divide(x0, sqrt(add(x1, constant(epsilon)))));
/** β − μ·scale */
export const batchNormShift: Scalar = subtract(x0, multiply(x1, x2));
/** dy·(x − mean) of dy, x, mean */
export const centredProduct: Scalar = multiply(x0, subtract(x1, x2));
/** dx = (dy·a + b) + (x − mean)·c of dy, x, a, b, mean, c */
export const batchNormInputGradient: Scalar = add(
  add(multiply(x0, operand(2)), operand(3)),
  multiply(subtract(x1, operand(4)), operand(5)),
);
/** x·factor */
export const multipleOf = (factor: Scalar): Scalar => multiply(x0, factor);
/** x, and slope·x where x is not positive */
export const prelu: Scalar = select(x0, constant(0), x0, multiply(x1, x0));
/** a·b */
export const product: Scalar = multiply(x0, x1);
/** g·a + (1 − g)·b of a, b, g */
export const exclusivelyGated: Scalar = add(multiply(x2, x0), multiply(subtract(constant(1), x2), x1));
/** a + (1 − g)·b of a, b, g */
export const shortcutGated: Scalar = add(x0, multiply(subtract(constant(1), x2), x1));
/** a + b·c */
export const sumWithProduct: Scalar = add(x0, multiply(x1, x2));
/** dx = a·dy + b + c·(x − mean) of a batch norm: a, b and c of γ, σ², Σ dy·(x − mean), Σ dy; with r = 1/√(σ² + ε), M = N·H·W:
 * a = γ·r, b = −a·Σdy/M, c = −a·r²·Σdy·(x − mean)/M.
 */
export const batchNormGradientFactors = remembered((epsilon: number): readonly [Scalar, Scalar, Scalar] => {
  const r = divide(constant(1), sqrt(add(x1, constant(epsilon))));
  const a = multiply(x0, r);
  return [a, divide(multiply(negate(a), x3), count), divide(multiply(multiply(multiply(negate(a), r), r), x2), count)];
});

/** (1 − momentum)·old + momentum·recent; `unbiased` multiplies recent by M/(M − 1). */
export const runningAverage = remembered((momentum: number, unbiased: boolean): Scalar => {
  const recent = multiply(constant(momentum), x1);
  const factor = divide(count, subtract(count, constant(1)));
  return add(multiply(constant(1 - momentum), x0), unbiased ? multiply(recent, factor) : recent);
});

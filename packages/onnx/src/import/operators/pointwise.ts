import { activations, compileScalar, erf, operand, type Scalar } from '@resnet-compile/ir';
import type { Tensor } from '../tensor.ts';
import { broadcastShape, elementwise } from './broadcast.ts';
import { numberIn, shapeAt, tensorAt, type Call, type Operator } from './operator.ts';

const given = (inputs: readonly (Tensor | undefined)[]): readonly Tensor[] =>
  inputs.filter((each) => each !== undefined);

/** A function of each element. */
const unary = (of: (call: Call) => (x: number) => number, isInteger?: boolean): Operator => ({
  shape: (call) => shapeAt(call, 0),
  evaluate: (call, inputs, shape) => {
    const x = tensorAt(inputs, 0);
    return { shape, data: elementwise([x], shape, of(call)), isInteger: isInteger ?? x.isInteger };
  },
});

/** A function of elements at the same place, of any number of tensors that are repeated where they are smaller. */
const together = (
  of: (isInteger: boolean, call: Call) => (...values: readonly number[]) => number,
  isTruth = false,
): Operator => ({
  shape: ({ shapes }) => broadcastShape(shapes.filter((shape) => shape !== undefined)),
  evaluate: (call, inputs, shape) => {
    const all = given(inputs);
    const isInteger = all.every((input) => input.isInteger);
    return { shape, data: elementwise(all, shape, of(isInteger, call)), isInteger: isInteger || isTruth };
  },
});

const fold =
  (of: (a: number, b: number) => number) =>
  () =>
  (...values: readonly number[]): number =>
    values.reduce(of);

const truth = (of: (a: number, b: number) => boolean): Operator =>
  together(
    () =>
      (a = NaN, b = NaN) =>
        Number(of(a, b)),
    true,
  );

const scalar = (expression: Scalar): Operator => {
  const value = compileScalar(expression);
  return unary(() => (x) => value([x]));
};

const clamp = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);
/** The slope of what is below 0, and what is added to it in the exponential. */
const exponential = (x: number, alpha: number, gamma = 1): number => gamma * (x > 0 ? x : alpha * Math.expm1(x));

/** Bounds became inputs in operator set 11. */
const clip: Operator = {
  shape: (call) => shapeAt(call, 0),
  evaluate: (call, inputs, shape) => {
    const [low = numberIn(call, 'min', -Infinity)] = inputs[1]?.data ?? [];
    const [high = numberIn(call, 'max', Infinity)] = inputs[2]?.data ?? [];
    const x = tensorAt(inputs, 0);
    return { ...x, shape, data: elementwise([x], shape, (value) => clamp(value, low, high)) };
  },
};

const integerTypes = new Set([2, 3, 4, 5, 6, 7, 9, 12, 13]);
/** To whole numbers they are cut; narrower floats are not rounded to, as what is computed here is wider than what is meant. */
const cast: Operator = {
  shape: (call) => shapeAt(call, 0),
  evaluate: (call, inputs, shape) => {
    const x = tensorAt(inputs, 0);
    const to = numberIn(call, 'to', 1);
    if (!integerTypes.has(to)) return { ...x, shape, isInteger: false };
    const whole = to === 9 ? (value: number) => Number(value !== 0) : Math.trunc;
    return { shape, data: elementwise([x], shape, whole), isInteger: true };
  },
};

const where: Operator = together(
  () =>
    (condition = 0, x = NaN, y = NaN) =>
      condition ? x : y,
);

/** Operators that work element by element. */
export const pointwise: Readonly<Record<string, Operator>> = {
  Abs: unary(() => Math.abs),
  Add: together(fold((a, b) => a + b)),
  And: truth((a, b) => a !== 0 && b !== 0),
  Cast: cast,
  CastLike: unary(() => (x) => x),
  Ceil: unary(() => Math.ceil),
  Celu: unary((call) => {
    const alpha = numberIn(call, 'alpha', 1);
    return (x) => Math.max(x, 0) + Math.min(0, alpha * Math.expm1(x / alpha));
  }),
  Clip: clip,
  Div: together(
    (isInteger) =>
      (a = NaN, b = NaN) =>
        isInteger ? Math.trunc(a / b) : a / b,
  ),
  Elu: unary((call) => (x) => exponential(x, numberIn(call, 'alpha', 1))),
  Equal: truth((a, b) => a === b),
  Erf: scalar(erf(operand(0))),
  Exp: unary(() => Math.exp),
  Floor: unary(() => Math.floor),
  Gelu: {
    ...scalar(activations.gelu()),
    evaluate: (call, inputs, shape) => {
      const which = call.attributes.get('approximate') === 'tanh' ? gelu.tanh : gelu.none;
      return which.evaluate?.(call, inputs, shape) ?? tensorAt(inputs, 0);
    },
  },
  Greater: truth((a, b) => a > b),
  GreaterOrEqual: truth((a, b) => a >= b),
  HardSigmoid: unary((call) => {
    const [alpha, beta] = [numberIn(call, 'alpha', 0.2), numberIn(call, 'beta', 0.5)];
    return (x) => clamp(alpha * x + beta, 0, 1);
  }),
  HardSwish: unary(() => (x) => x * clamp(x / 6 + 0.5, 0, 1)),
  Identity: unary(() => (x) => x),
  LeakyRelu: unary((call) => {
    const alpha = numberIn(call, 'alpha', 0.01);
    return (x) => (x > 0 ? x : alpha * x);
  }),
  Less: truth((a, b) => a < b),
  LessOrEqual: truth((a, b) => a <= b),
  Log: unary(() => Math.log),
  Max: together(fold((a, b) => (a < b ? b : a))),
  Min: together(fold((a, b) => (b < a ? b : a))),
  Mish: scalar(activations.mish()),
  Mod: together(
    () =>
      (a = NaN, b = NaN) =>
        ((a % b) + b) % b,
  ),
  Mul: together(fold((a, b) => a * b)),
  Neg: unary(() => (x) => -x),
  Not: unary(() => (x) => Number(x === 0), true),
  Or: truth((a, b) => a !== 0 || b !== 0),
  Pow: together(
    () =>
      (a = NaN, b = NaN) =>
        a ** b,
  ),
  PRelu: together(
    () =>
      (x = NaN, slope = NaN) =>
        x > 0 ? x : slope * x,
  ),
  Reciprocal: unary(() => (x) => 1 / x),
  Relu: unary(() => (x) => (x < 0 ? 0 : x)),
  Round: unary(() => (x) => {
    const whole = Math.round(x);
    return whole - x === 0.5 && whole % 2 ? whole - 1 : whole;
  }),
  Selu: unary((call) => {
    const [alpha, gamma] = [numberIn(call, 'alpha', 1.67326319), numberIn(call, 'gamma', 1.05070102)];
    return (x) => exponential(x, alpha, gamma);
  }),
  Sigmoid: unary(() => (x) => 1 / (1 + Math.exp(-x))),
  Sign: unary(() => Math.sign),
  Softplus: scalar(activations.softplus()),
  Softsign: unary(() => (x) => x / (1 + Math.abs(x))),
  Sqrt: unary(() => Math.sqrt),
  Sub: together(
    () =>
      (a = NaN, b = NaN) =>
        a - b,
  ),
  Sum: together(fold((a, b) => a + b)),
  Swish: unary((call) => {
    const alpha = numberIn(call, 'alpha', 1);
    return (x) => x / (1 + Math.exp(-alpha * x));
  }),
  Tanh: unary(() => Math.tanh),
  ThresholdedRelu: unary((call) => (x) => (x > numberIn(call, 'alpha', 1) ? x : 0)),
  Where: where,
};

const gelu = { none: scalar(activations.gelu()), tanh: scalar(activations.gelu_tanh()) };

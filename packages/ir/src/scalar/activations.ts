import { remembered } from './remembered.ts';
import {
  add,
  constant,
  divide,
  erf,
  exp,
  expm1,
  log1p,
  max,
  min,
  multiply,
  operand,
  select,
  sigmoid,
  tanh,
  type Scalar,
} from './scalar.ts';

const x = operand(0);
const [zero, half, one, six] = [constant(0), constant(0.5), constant(1), constant(6)];

/** min(max(x, 0), 6) */
const relu6 = (of: Scalar): Scalar => min(max(of, zero), six);
/** min(max(x + 3, 0), 6)/6 */
const hardSigmoid = divide(relu6(add(x, constant(3))), six);
/** ln(1 + eˣ); x itself from 20 on, as in PyTorch: there they are one float32 number. */
const softplus = select(x, constant(20), x, log1p(exp(min(x, constant(20)))));
/** x/2·(1 + …) */
const halfTimesOnePlus = (of: Scalar): Scalar => multiply(multiply(half, x), add(one, of));

/** Activation functions by their names, as expressions of x; some take numbers. */
export const activations = {
  relu: (): Scalar => max(x, zero),
  relu6: (): Scalar => relu6(x),
  leaky_relu: (slope: number): Scalar => select(x, zero, x, multiply(x, constant(slope))),
  /** α(eˣ − 1) below 0 */
  elu: (alpha: number): Scalar => select(x, zero, x, multiply(constant(alpha), expm1(min(x, zero)))),
  sigmoid: (): Scalar => sigmoid(x),
  hard_sigmoid: (): Scalar => hardSigmoid,
  tanh: (): Scalar => tanh(x),
  softplus: (): Scalar => softplus,
  silu: (): Scalar => multiply(x, sigmoid(x)),
  hard_swish: (): Scalar => multiply(x, hardSigmoid),
  mish: (): Scalar => multiply(x, tanh(softplus)),
  gelu: (): Scalar => halfTimesOnePlus(erf(multiply(x, constant(Math.SQRT1_2)))),
  /** With √(2/π)·(x + 0.044715·x³) = √(2/π)·x·(1 + 0.044715·x²). */
  gelu_tanh: (): Scalar =>
    halfTimesOnePlus(
      tanh(
        multiply(multiply(constant(Math.sqrt(2 / Math.PI)), x), add(one, multiply(constant(0.044715), multiply(x, x)))),
      ),
    ),
} satisfies Readonly<Record<string, (...numbers: number[]) => Scalar>>;

/** @throws {Error} for a name that is not in the list. */
export const activationOf = (name: string, numbers: readonly number[]): Scalar => made(name, ...numbers);

const made = remembered((name: string, ...numbers: readonly number[]): Scalar => {
  const activation = Object.hasOwn(activations, name) ? activations[name as keyof typeof activations] : undefined;
  if (!activation)
    throw new Error(`there is no activation ${name}; the list has ${Object.keys(activations).join(', ')}`);
  return (activation as (...numbers: readonly number[]) => Scalar)(...numbers);
});

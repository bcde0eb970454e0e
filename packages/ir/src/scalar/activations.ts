import { constant, max, multiply, operand, sigmoid, type Scalar } from './scalar.ts';

const x = operand(0);

/** Activation functions by their names, as expressions of x; some take numbers. */
export const activations = {
  /** max(x, 0) */
  relu: (): Scalar => max(x, constant(0)),
  /** x·sigmoid(x) */
  silu: (): Scalar => multiply(x, sigmoid(x)),
} satisfies Readonly<Record<string, (...numbers: number[]) => Scalar>>;

/** @throws {Error} for a name that is not in the list. */
export function activationOf(name: string, numbers: readonly number[]): Scalar {
  const activation = Object.hasOwn(activations, name) ? activations[name as keyof typeof activations] : undefined;
  if (!activation)
    throw new Error(`there is no activation ${name}; the list has ${Object.keys(activations).join(', ')}`);
  return activation(...(numbers as []));
}

import { exp2 } from './exponential.ts';
import {
  absolute,
  add,
  constant,
  divide,
  min,
  multiply,
  polynomial,
  select,
  subtract,
  withSignOf,
  type Float32,
} from './float32.ts';

/** x·(1 + z·P(z)), z = x², up to 0.55 (minimax 3.7e-8), and 1 − 2/(e²ˣ + 1) beyond, as in Cephes. From 9.02 on it is 1. */
export function tanh(x: Float32): Float32 {
  const size = absolute(x);
  const near = multiply(x, polynomial(multiply(x, x), [1, -0.33332947, 0.13320729, -0.05267201, 0.016437879]));
  const power = exp2(multiply(min(size, constant(9.25)), constant(2 * Math.LOG2E)));
  const far = subtract(constant(1), divide(constant(2), add(power, constant(1))));
  return select(size, constant(0.55), withSignOf(far, x), near);
}

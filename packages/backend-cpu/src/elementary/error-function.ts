import { exp2 } from './exponential.ts';
import {
  absolute,
  add,
  constant,
  min,
  multiply,
  polynomial,
  select,
  subtract,
  withSignOf,
  type Float32,
} from './float32.ts';

/**
 * x + x·P(x²) up to 0.95 (minimax 2.7e-8), and 1 − 2^(a·Q(a)), a = |x|, beyond (minimax 2.8e-9): N. Juffa's form of erff,
 * with the exponent to base 2, whose fraction needs no reduction. From 3.92 on it is 1.
 */
export function erf(x: Float32): Float32 {
  const size = absolute(x);
  const near = add(
    multiply(
      polynomial(multiply(x, x), [0.12837914, -0.3761241, 0.112810135, -0.026739487, 0.0049558626, -0.0005811427]),
      x,
    ),
    x,
  );
  const a = min(size, constant(4));
  const exponent = multiply(
    polynomial(a, [-1.6280869, -0.91719836, -0.15179455, 0.032981146, -0.0046251686, 0.00030714436]),
    a,
  );
  const far = subtract(constant(1), exp2(exponent));
  return select(size, constant(0.95), withSignOf(far, x), near);
}

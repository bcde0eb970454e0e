import { add, constant, count, divide, multiply, type Scalar } from '../scalar/scalar.ts';
import { target } from './loss-rule.ts';

/** (1 − ε)·target + ε/K */
export const smoothedTarget = (labelSmoothing: number): Scalar =>
  labelSmoothing === 0
    ? target
    : add(multiply(constant(1 - labelSmoothing), target), divide(constant(labelSmoothing), count));

import { add, constant, count, divide, exp, log1p, multiply, negate, select, subtract } from '../scalar/scalar.ts';
import { logit as x, type LossRule } from './loss-rule.ts';
import { smoothedTarget } from './smoothed-target.ts';

export interface BinaryCrossEntropyOptions {
  /** ε */
  readonly labelSmoothing: number;
}

/**
 * The mean over the classes of −t·ln σ(x) − (1 − t)·ln(1 − σ(x)), as torch.nn.BCEWithLogitsLoss; targets are smoothed as in
 * timm's BinaryCrossEntropy, t = (1 − ε)·target + ε/K.
 *
 * That is ln(1 + e^(−|x|)), and (1 − t)·x where x is positive, −t·x where it is not. All choices are by x > 0, so that at 0,
 * where each part has a kink, both take the gradient of the same side, and their sum is ½ − t.
 */
export function binaryCrossEntropy({ labelSmoothing }: BinaryCrossEntropyOptions): LossRule {
  const t = smoothedTarget(labelSmoothing);
  const zero = constant(0);
  const size = select(x, zero, x, negate(x));
  const linear = select(x, zero, multiply(subtract(constant(1), t), x), negate(multiply(t, x)));
  return { rows: [], of: divide(add(linear, log1p(exp(negate(size)))), count) };
}

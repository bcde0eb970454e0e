import { add, constant, divide, max, multiply, sqrt, subtract } from '../scalar/scalar.ts';
import { decay, gradient, moment, parameter, rate, type UpdateRule } from './update-rule.ts';

export interface RmsPropOptions {
  /** α */
  readonly alpha: number;
  /** ε */
  readonly epsilon: number;
  /** μ */
  readonly momentum: number;
  readonly centered: boolean;
}

/**
 * RMSprop (Tieleman and Hinton 2012; centred: Graves 2013), as torch.optim.RMSprop defines it:
 *
 *     g ← g + λ·p,   v ← α·v + (1 − α)·g²,   centred: m ← α·m + (1 − α)·g
 *     d = g/(√v + ε), or centred g/(√(v − m²) + ε);   b ← μ·b + d,   p ← p − rate·b
 *
 * ε is outside of the root, unlike in TensorFlow. What rounding makes of v − m² is not to be negative.
 */
export function rmsProp({ alpha, epsilon, momentum, centered }: RmsPropOptions): UpdateRule {
  const [stays, comes] = [constant(alpha), constant(1 - alpha)];
  const g = add(gradient, multiply(decay, parameter));
  const v = add(multiply(stays, moment(0)), multiply(multiply(comes, g), g));
  const m = add(multiply(stays, moment(1)), multiply(comes, g));
  const spread = centered ? max(subtract(v, multiply(m, m)), constant(0)) : v;
  const direction = divide(g, add(sqrt(spread), constant(epsilon)));
  const buffer = add(multiply(constant(momentum), moment(centered ? 2 : 1)), direction);
  const moved = momentum === 0 ? direction : buffer;
  return {
    parameter: subtract(parameter, multiply(rate, moved)),
    moments: [v, ...(centered ? [m] : []), ...(momentum === 0 ? [] : [buffer])],
  };
}

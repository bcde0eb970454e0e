import { add, constant, multiply, subtract } from '../scalar/scalar.ts';
import { decay, gradient, moment, parameter, rate, type UpdateRule } from './update-rule.ts';

export interface SgdOptions {
  /** μ */
  readonly momentum: number;
  readonly nesterov: boolean;
}

/**
 * Stochastic gradient descent, as torch.optim.SGD defines it (dampening 0):
 *
 *     g ← g + λ·p,   v ← μ·v + g,   d = v, or g + μ·v with Nesterov's momentum,   p ← p − rate·d
 *
 * The rate is outside of v, unlike in Caffe, Keras and Sutskever et al. 2013. PyTorch starts with v = g: the same as from
 * zeros. Without momentum there is no v.
 */
export function sgd({ momentum, nesterov }: SgdOptions): UpdateRule {
  const decayed = add(gradient, multiply(decay, parameter));
  const ofMomentum = constant(momentum);
  const velocity = add(multiply(ofMomentum, moment(0)), decayed);
  const moments = momentum === 0 ? [] : [velocity];
  const direction = momentum === 0 ? decayed : nesterov ? add(decayed, multiply(ofMomentum, velocity)) : velocity;
  return { parameter: subtract(parameter, multiply(rate, direction)), moments };
}

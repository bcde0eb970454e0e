import { rewriteScalar } from '../scalar/rewrite-scalar.ts';
import { add, constant, divide, min, multiply, type Scalar } from '../scalar/scalar.ts';
import { gradient, norm, type UpdateRule } from './update-rule.ts';

/** The rule on gradients times min(1, largest/(norm + 1e-6)), as torch.nn.utils.clip_grad_norm_ (Pascanu et al. 2013). */
export function clipped({ parameter, moments }: UpdateRule, largest: number): UpdateRule {
  const scale = min(constant(1), divide(constant(largest), add(norm, constant(1e-6))));
  const scaled = multiply(gradient, scale);
  const onScaled = (of: Scalar): Scalar =>
    rewriteScalar(of, (part) => (part.op === 'operand' && part.index === gradient.index ? scaled : part));
  return { parameter: onScaled(parameter), moments: moments.map(onScaled) };
}

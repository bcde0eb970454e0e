import { zipValues } from '../values.ts';
import { decayOf, type AdamW, type Update, type Updated } from './optimizer.ts';

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019), as torch.optim.AdamW defines it:
 *
 *     p ← p·(1 − rate·λ)
 *     m ← β₁·m + (1 − β₁)·g,   v ← β₂·v + (1 − β₂)·g²
 *     p ← p − rate/(1 − β₁ᵗ) · m / (√v/√(1 − β₂ᵗ) + ε)
 */
export function updateByAdamW(
  options: AdamW,
  { parameter, gradient, moments: [m, v], learningRate, step }: Update,
): Updated {
  const {
    betas: [beta1, beta2],
    epsilon,
  } = options;
  const kept = 1 - learningRate * decayOf(options, parameter);
  const first = zipValues((m, g) => beta1 * m + (1 - beta1) * g, m!, gradient);
  const second = zipValues((v, g) => beta2 * v + (1 - beta2) * g * g, v!, gradient);
  const rate = learningRate / (1 - beta1 ** step);
  const correction = Math.sqrt(1 - beta2 ** step);
  const direction = zipValues((m, v) => m / (Math.sqrt(v) / correction + epsilon), first, second);
  return { parameter: zipValues((p, d) => p * kept - rate * d, parameter, direction), moments: [first, second] };
}

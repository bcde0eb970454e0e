import { add, constant, divide, expm1, multiply, negate, sqrt, subtract, type Scalar } from '../scalar/scalar.ts';
import { decay, gradient, moment, parameter, rate, step, type UpdateRule } from './update-rule.ts';

export interface AdamWOptions {
  /** β₁, β₂ */
  readonly betas: readonly [number, number];
  /** ε */
  readonly epsilon: number;
}

/** 1 − βᵗ = −(e^(t·ln β) − 1), which keeps its digits in float32 where β is close to 1. */
const correction = (beta: number): Scalar =>
  beta === 0 ? constant(1) : negate(expm1(multiply(step, constant(Math.log(beta)))));

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019), as torch.optim.AdamW defines it:
 *
 *     m ← β₁·m + (1 − β₁)·g,   v ← β₂·v + (1 − β₂)·g²
 *     p ← p·(1 − rate·λ) − rate/(1 − β₁ᵗ) · m / (√(v/(1 − β₂ᵗ)) + ε)
 */
export function adamW({ betas: [beta1, beta2], epsilon }: AdamWOptions): UpdateRule {
  const m = add(multiply(constant(beta1), moment(0)), multiply(constant(1 - beta1), gradient));
  const v = add(multiply(constant(beta2), moment(1)), multiply(multiply(constant(1 - beta2), gradient), gradient));
  const kept = multiply(parameter, subtract(constant(1), multiply(rate, decay)));
  const size = add(sqrt(divide(v, correction(beta2))), constant(epsilon));
  return {
    parameter: subtract(kept, divide(multiply(divide(rate, correction(beta1)), m), size)),
    moments: [m, v],
  };
}

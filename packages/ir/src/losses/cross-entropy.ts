import { exp, log, multiply, negate, subtract } from '../scalar/scalar.ts';
import { logit, rowValue, type LossRule } from './loss-rule.ts';
import { smoothedTarget } from './smoothed-target.ts';

export interface CrossEntropyOptions {
  /** ε */
  readonly labelSmoothing: number;
}

/** −Σ t·log softmax, with t = (1 − ε)·target + ε/K, as torch.nn.CrossEntropyLoss; targets need not sum to 1. */
export function crossEntropy({ labelSmoothing }: CrossEntropyOptions): LossRule {
  const [largest, sum] = [rowValue(0), rowValue(1)];
  const shifted = subtract(logit, largest);
  return {
    rows: [
      { by: 'largest', of: logit },
      { by: 'sum', of: exp(shifted) },
    ],
    of: negate(multiply(smoothedTarget(labelSmoothing), subtract(shifted, log(sum)))),
  };
}

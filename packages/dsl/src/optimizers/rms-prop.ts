import { boolean, number } from '@resnet-compile/options';
import { checkOptions, withDefaults } from '../check-options.ts';
import type { Declared } from '../declared.ts';
import { below1, positiveNumber } from '../kinds.ts';
import { callerPosition } from '../source-position.ts';
import { decayKinds, type Decay } from './decay.ts';

/** The optimiser that `rmsProp` declares. */
export interface RmsProp extends Declared {
  /** Made by `rmsProp`. */
  readonly kind: 'rmsProp';
  /** α: decay of the running mean of the gradients' squares, from 0 to below 1; 0.99. */
  readonly alpha: number;
  /** Added to the root of the mean square; 1e-8. */
  readonly epsilon: number;
  /** μ of b = μb + g/(√v + ε), 0 to 1; 0. */
  readonly momentum: number;
  /** Whether the mean square is that of the gradients less their running mean: an estimate of their variance; false. */
  readonly centered: boolean;
  /** λ of g + λp, at least 0; 0. */
  readonly weightDecay: number;
  /** What decays; `'all'`. */
  readonly decay: Decay;
}

/**
 * RMSprop (Tieleman and Hinton 2012) as torch.optim.RMSprop: g + λp, v = αv + (1 − α)g², p −= rate·g/(√v + ε); with
 * momentum b = μb + g/(√v + ε) in place of the quotient.
 */
export function rmsProp(options: Partial<Omit<RmsProp, 'kind' | 'problems'>> = {}): RmsProp {
  const kinds = { alpha: below1, epsilon: positiveNumber, momentum: number(0, 1), centered: boolean, ...decayKinds };
  const problems = checkOptions('rmsProp', options, kinds, callerPosition());
  return {
    ...withDefaults(
      { kind: 'rmsProp', alpha: 0.99, epsilon: 1e-8, momentum: 0, centered: false, weightDecay: 0, decay: 'all' },
      problems.length ? {} : options,
    ),
    problems,
  };
}

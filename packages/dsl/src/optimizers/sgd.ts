import { boolean, number } from '@resnet-compile/options';
import { checkOptions, withDefaults } from '../check-options.ts';
import type { Declared } from '../declared.ts';
import { callerPosition } from '../source-position.ts';
import { decayKinds, type Decay } from './decay.ts';

/** The optimiser that `sgd` declares. */
export interface Sgd extends Declared {
  /** Made by `sgd`. */
  readonly kind: 'sgd';
  /** μ of v = μv + g, 0 to 1; 0.9. */
  readonly momentum: number;
  /** Whether the step looks ahead: p −= rate·(g + μv) (Nesterov, as in PyTorch); false. */
  readonly nesterov: boolean;
  /** λ of g + λp, at least 0; 1e-4. */
  readonly weightDecay: number;
  /** What decays; `'all'`. */
  readonly decay: Decay;
}

/** Stochastic gradient descent as torch.optim.SGD: g + λp, v = μv + g, p −= rate·v. */
export function sgd(options: Partial<Omit<Sgd, 'kind' | 'problems'>> = {}): Sgd {
  const kinds = { momentum: number(0, 1), nesterov: boolean, ...decayKinds };
  const problems = checkOptions('sgd', options, kinds, callerPosition());
  return {
    ...withDefaults(
      { kind: 'sgd', momentum: 0.9, nesterov: false, weightDecay: 1e-4, decay: 'all' },
      problems.length ? {} : options,
    ),
    problems,
  };
}

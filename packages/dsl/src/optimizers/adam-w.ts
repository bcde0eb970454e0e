import { checkOptions, withDefaults } from '../check-options.ts';
import type { Declared } from '../declared.ts';
import { arrayOf, below1, positiveNumber } from '../kinds.ts';
import { callerPosition } from '../source-position.ts';
import { decayKinds, type Decay } from './decay.ts';

/** The optimiser that `adamW` declares. */
export interface AdamW extends Declared {
  /** Made by `adamW`. */
  readonly kind: 'adamW';
  /** Decay of the running means of the gradients and of their squares, from 0 to below 1; [0.9, 0.999]. */
  readonly betas: readonly [number, number];
  /** Added to the root of the mean square; 1e-8. */
  readonly epsilon: number;
  /** λ of p −= rate·λ·p, at least 0; 1e-2. */
  readonly weightDecay: number;
  /** What decays; `'all'`. */
  readonly decay: Decay;
}

/** Adam with decoupled weight decay as torch.optim.AdamW (Loshchilov and Hutter 2017). */
export function adamW(options: Partial<Omit<AdamW, 'kind' | 'problems'>> = {}): AdamW {
  // With 1, the correction of the first steps would divide by zero.
  const kinds = {
    betas: arrayOf(below1, 'two numbers from 0 to below 1', 2),
    epsilon: positiveNumber,
    ...decayKinds,
  };
  const problems = checkOptions('adamW', options, kinds, callerPosition());
  const made = withDefaults(
    { kind: 'adamW', betas: [0.9, 0.999], epsilon: 1e-8, weightDecay: 1e-2, decay: 'all' },
    problems.length ? {} : options,
  );
  const [ofMeans, ofSquares] = made.betas;
  return { ...made, betas: [ofMeans, ofSquares], problems };
}

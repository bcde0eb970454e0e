import { symmetricBeta } from '../random.ts';
import { checkNumber } from '../check.ts';
import type { MixOperation } from './operation.ts';

/** What `mixup` says. */
export interface Mixup {
  /** Made by `mixup`. */
  readonly operation: 'mixup';
  /** α of Beta(α, α), above 0; 0.2. */
  readonly alpha: number;
  /** For each image, 0 to 1; 1. */
  readonly probability: number;
}

/**
 * λ · image + (1 − λ) · partner, and their labels alike, with λ of Beta(α, α): mixup (Zhang et al. 2018, eq. 1). The partner is
 * the image before it in the batch, as in torchvision's `RandomMixup`; each image has a λ of its own.
 * @throws {RangeError} where `alpha` is not above 0 or `probability` not from 0 to 1.
 */
export function mixup({ alpha = 0.2, probability = 1 }: Partial<Omit<Mixup, 'operation'>> = {}): Mixup {
  checkNumber('mixup: alpha', alpha, Number.MIN_VALUE);
  checkNumber('mixup: probability', probability, 0, 1);
  return { operation: 'mixup', alpha, probability };
}

export const mixupOperation: MixOperation<Mixup> = {
  on: 'batch',
  mix(image, partner, _, { alpha, probability }, random) {
    if (random() >= probability) return 1;
    const lambda = symmetricBeta(random, alpha);
    for (let at = 0; at < image.length; at++) image[at] = lambda * image[at]! + (1 - lambda) * partner[at]!;
    return lambda;
  },
};

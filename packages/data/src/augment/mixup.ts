import { checkOptions, number, positive } from '@resnet-compile/options';
import { symmetricBeta } from '../random.ts';
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
 * @throws {RangeError | TypeError} where `alpha` is not above 0 or `probability` not from 0 to 1, or there is no such option.
 */
export function mixup(options: Partial<Omit<Mixup, 'operation'>> = {}): Mixup {
  checkOptions('mixup', options, mixupOperation.kinds);
  const { alpha = 0.2, probability = 1 } = options;
  return { operation: 'mixup', alpha, probability };
}

export const mixupOperation: MixOperation<Mixup> = {
  on: 'batch',
  kinds: { alpha: positive(), probability: number(0, 1) },
  mix(image, partner, _, { alpha, probability }, random) {
    if (random() >= probability) return 1;
    const lambda = symmetricBeta(random, alpha);
    for (let at = 0; at < image.length; at++) image[at] = lambda * image[at]! + (1 - lambda) * partner[at]!;
    return lambda;
  },
};

import { checkOptions, number, positive } from '@resnet-compile/options';
import { integerBelow, symmetricBeta } from '../random.ts';
import type { MixOperation } from './operation.ts';

/** What `cutmix` says. */
export interface Cutmix {
  /** Made by `cutmix`. */
  readonly operation: 'cutmix';
  /** α of Beta(α, α), above 0; 1. */
  readonly alpha: number;
  /** For each image, 0 to 1; 1. */
  readonly probability: number;
}

/**
 * Puts a rectangle of the partner over the image; labels are mixed by area. 1 − λ of the area, λ of Beta(α, α), about a
 * uniform middle, cut off at the edges: CutMix (Yun et al. 2019, §3.1), as torchvision's `RandomCutmix`. The partner is the
 * image before it in the batch; each image has a rectangle of its own.
 * @throws {RangeError | TypeError} where `alpha` is not above 0 or `probability` not from 0 to 1, or there is no such option.
 */
export function cutmix(options: Partial<Omit<Cutmix, 'operation'>> = {}): Cutmix {
  checkOptions('cutmix', options, cutmixOperation.kinds);
  const { alpha = 1, probability = 1 } = options;
  return { operation: 'cutmix', alpha, probability };
}

export const cutmixOperation: MixOperation<Cutmix> = {
  on: 'batch',
  kinds: { alpha: positive(), probability: number(0, 1) },
  mix(image, partner, [channels, height, width], { alpha, probability }, random) {
    if (random() >= probability) return 1;
    const half = Math.sqrt(1 - symmetricBeta(random, alpha)) / 2;
    const [middleX, middleY] = [integerBelow(random, width), integerBelow(random, height)];
    const [halfWidth, halfHeight] = [Math.trunc(half * width), Math.trunc(half * height)];
    const [left, right] = [Math.max(middleX - halfWidth, 0), Math.min(middleX + halfWidth, width)];
    const [top, bottom] = [Math.max(middleY - halfHeight, 0), Math.min(middleY + halfHeight, height)];
    for (let row = 0; row < channels * height; row++) {
      const y = row % height;
      if (y >= top && y < bottom)
        image.set(partner.subarray(row * width + left, row * width + right), row * width + left);
    }
    return 1 - ((right - left) * (bottom - top)) / (width * height);
  },
};

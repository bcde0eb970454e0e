import { checkOptions } from '@resnet-compile/options';
import type { Image } from '../image.ts';
import { rotate, shearX, shearY, translate } from '../pixels/affine.ts';
import { brightness, contrast, saturation, sharpness } from '../pixels/color.ts';
import { autoContrast, equalize, posterize, solarize } from '../pixels/tone.ts';
import { integerBelow } from '../random.ts';
import type { PixelOperation } from './operation.ts';

/** What `trivialAugment` says. */
export interface TrivialAugment {
  /** Made by `trivialAugment`. */
  readonly operation: 'trivialAugment';
}

/**
 * One of fourteen changes, at a strength of 31: TrivialAugment (Müller and Hutter 2021), its wide space as in
 * `torchvision.transforms.TrivialAugmentWide`, nearest pixels, on PIL images. It has no options.
 * @throws {TypeError} where one is given.
 */
export function trivialAugment(options: Partial<Omit<TrivialAugment, 'operation'>> = {}): TrivialAugment {
  checkOptions('trivialAugment', options, trivialAugmentOperation.kinds);
  return { operation: 'trivialAugment' };
}

interface Change {
  run(image: Image, magnitude: number): Image;
  /** Of the strengths 0 to 30. */
  readonly magnitude?: (strength: number) => number;
  /** Whether it goes in both directions. */
  readonly isSigned?: true;
}

const strengths = 31;
const upTo =
  (most: number) =>
  (strength: number): number =>
    (most * strength) / (strengths - 1);
const factor = (change: (image: Image, factor: number) => Image): Change => ({
  run: (image, magnitude) => change(image, 1 + magnitude),
  magnitude: upTo(0.99),
  isSigned: true,
});

export const changes: Readonly<Record<string, Change>> = {
  identity: { run: (image) => image },
  shearX: { run: shearX, magnitude: upTo(0.99), isSigned: true },
  shearY: { run: shearY, magnitude: upTo(0.99), isSigned: true },
  translateX: {
    run: (image, magnitude) => translate(image, Math.trunc(magnitude), 0),
    magnitude: upTo(32),
    isSigned: true,
  },
  translateY: {
    run: (image, magnitude) => translate(image, 0, Math.trunc(magnitude)),
    magnitude: upTo(32),
    isSigned: true,
  },
  rotate: { run: rotate, magnitude: upTo(135), isSigned: true },
  brightness: factor(brightness),
  saturation: factor(saturation),
  contrast: factor(contrast),
  sharpness: factor(sharpness),
  posterize: { run: posterize, magnitude: (strength) => 8 - Math.round(strength / 5) },
  solarize: { run: solarize, magnitude: (strength) => 255 - upTo(255)(strength) },
  autoContrast: { run: autoContrast },
  equalize: { run: equalize },
};
const all = Object.values(changes);

export const trivialAugmentOperation: PixelOperation<TrivialAugment> = {
  on: 'pixels',
  kinds: {},
  run(image, _, random) {
    const change = all[integerBelow(random, all.length)];
    if (!change) return image;
    const { run, magnitude, isSigned } = change;
    const size = magnitude?.(integerBelow(random, strengths)) ?? 0;
    return run(image, isSigned && random() < 0.5 ? -size : size);
  },
};

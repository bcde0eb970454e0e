import { checkOptions, number } from '@resnet-compile/options';
import type { Image } from '../image.ts';
import { brightness, contrast, saturation } from '../pixels/color.ts';
import { turnHue } from '../pixels/hue.ts';
import { between, integerBelow } from '../random.ts';
import type { PixelOperation } from './operation.ts';

/** What `colorJitter` says: the largest changes, 0 for none. */
export interface ColorJitter {
  /** Made by `colorJitter`. */
  readonly operation: 'colorJitter';
  /** Factors of the brightness are from 1 − this, at least 0, to 1 + this; 0. */
  readonly brightness: number;
  /** The same of the contrast, about the mean of the gray image; 0. */
  readonly contrast: number;
  /** The same of the saturation; 0. */
  readonly saturation: number;
  /** The largest part of the circle by which hues are turned, 0 to 0.5; 0. */
  readonly hue: number;
}

/**
 * Changes brightness, contrast and saturation by factors uniform in [max(0, 1 − x), 1 + x] and the hue by a part of the circle
 * uniform in [−hue, hue], in random order: `torchvision.transforms.ColorJitter`, on PIL images.
 * @throws {RangeError | TypeError} where a number is negative or `hue` is above 0.5, or there is no such option.
 */
export function colorJitter(options: Partial<Omit<ColorJitter, 'operation'>> = {}): ColorJitter {
  checkOptions('colorJitter', options, colorJitterOperation.kinds);
  const { brightness = 0, contrast = 0, saturation = 0, hue = 0 } = options;
  return { operation: 'colorJitter', brightness, contrast, saturation, hue };
}

const factors = { brightness, contrast, saturation };

export const colorJitterOperation: PixelOperation<ColorJitter> = {
  on: 'pixels',
  kinds: { brightness: number(0), contrast: number(0), saturation: number(0), hue: number(0, 0.5) },
  run(image, options, random) {
    const changes: ((one: Image) => Image)[] = [];
    for (const name of ['brightness', 'contrast', 'saturation'] as const) {
      const factor = between(random, Math.max(0, 1 - options[name]), 1 + options[name]);
      if (options[name]) changes.push((one) => factors[name](one, factor));
    }
    const shift = between(random, -options.hue, options.hue);
    if (options.hue) changes.push((one) => turnHue(one, shift));
    let changed = image;
    while (changes.length)
      for (const change of changes.splice(integerBelow(random, changes.length), 1)) changed = change(changed);
    return changed;
  },
};

import type { Image } from '../image.ts';
import { brightness, contrast, saturation } from '../pixels/color.ts';
import { turnHue } from '../pixels/hue.ts';
import { between, integerBelow } from '../random.ts';
import { checkNumber } from '../check.ts';
import type { PixelOperation } from './operation.ts';

export interface ColorJitter {
  readonly operation: 'colorJitter';
  readonly brightness: number;
  readonly contrast: number;
  readonly saturation: number;
  readonly hue: number;
}

/**
 * Changes brightness, contrast and saturation by factors uniform in [max(0, 1 − x), 1 + x] and the hue by a part of the circle
 * uniform in [−hue, hue], in random order: `torchvision.transforms.ColorJitter`, on PIL images.
 * @throws {RangeError} where a number is negative or `hue` is above 0.5.
 */
export function colorJitter({ brightness = 0, contrast = 0, saturation = 0, hue = 0 }: Partial<Omit<ColorJitter, 'operation'>>): ColorJitter {
  for (const [name, value] of Object.entries({ brightness, contrast, saturation })) checkNumber(`colorJitter: ${name}`, value, 0);
  checkNumber('colorJitter: hue', hue, 0, 0.5);
  return { operation: 'colorJitter', brightness, contrast, saturation, hue };
}

const factors = { brightness, contrast, saturation };

export const colorJitterOperation: PixelOperation<ColorJitter> = {
  on: 'pixels',
  run(image, options, random) {
    const changes: ((one: Image) => Image)[] = [];
    for (const name of ['brightness', 'contrast', 'saturation'] as const) {
      const factor = between(random, Math.max(0, 1 - options[name]), 1 + options[name]);
      if (options[name]) changes.push((one) => factors[name](one, factor));
    }
    const shift = between(random, -options.hue, options.hue);
    if (options.hue) changes.push((one) => turnHue(one, shift));
    let changed = image;
    while (changes.length) changed = changes.splice(integerBelow(random, changes.length), 1)[0]!(changed);
    return changed;
  },
};

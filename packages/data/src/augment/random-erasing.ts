import { checkOptions, kind, number, oneOf, positive, range } from '@resnet-compile/options';
import { normal } from '../random.ts';
import type { ValueOperation } from './operation.ts';
import { randomBox } from './random-box.ts';

/** What `randomErasing` says. */
export interface RandomErasing {
  /** Made by `randomErasing`. */
  readonly operation: 'randomErasing';
  /** For each image, 0 to 1; 0.5. */
  readonly probability: number;
  /** Least and largest area of the rectangle, parts of the image's; [0.02, 0.33]. */
  readonly scale: readonly [number, number];
  /** Least and largest ratio of its height to its width; [0.3, 3.3]. */
  readonly ratio: readonly [number, number];
  /** What replaces the pixels, a normalised value, or `'normal'` for standard normal noise; 0. */
  readonly value: number | 'normal';
}

/**
 * With `probability`, replaces a random rectangle by `value`, or by standard normal noise (Zhong et al. 2017):
 * `torchvision.transforms.RandomErasing`, on normalised values. `ratio` is the rectangle's height to its width.
 * @throws {RangeError | TypeError} where a number or range is none, or there is no such option.
 */
export function randomErasing(options: Partial<Omit<RandomErasing, 'operation'>> = {}): RandomErasing {
  checkOptions('randomErasing', options, randomErasingOperation.kinds);
  const { probability = 0.5, scale = [0.02, 0.33], ratio = [0.3, 3.3], value = 0 } = options;
  return { operation: 'randomErasing', probability, scale, ratio, value };
}

export const randomErasingOperation: ValueOperation<RandomErasing> = {
  on: 'values',
  kinds: {
    probability: number(0, 1),
    scale: range(number(0, 1)),
    ratio: range(positive()),
    value: oneOf(['normal'], kind('a number', Number.isFinite)),
  },
  run(values, [channels, height, width], { probability, scale, ratio, value }, random) {
    if (random() >= probability) return;
    const [low, high] = ratio;
    const box = randomBox(
      random,
      height,
      width,
      scale,
      [1 / high, 1 / low],
      (one) => one.height < height && one.width < width,
    );
    if (!box) return;
    for (let channel = 0; channel < channels; channel++) {
      for (let y = box.top; y < box.top + box.height; y++) {
        const from = (channel * height + y) * width + box.left;
        for (let at = from; at < from + box.width; at++) values[at] = value === 'normal' ? normal(random) : value;
      }
    }
  },
};

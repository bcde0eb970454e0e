import { checkOptions, number } from '@resnet-compile/options';
import type { Image } from '../image.ts';
import type { PixelOperation } from './operation.ts';

/** What `horizontalFlip` says. */
export interface HorizontalFlip {
  /** Made by `horizontalFlip`. */
  readonly operation: 'horizontalFlip';
  /** For each image, 0 to 1; 0.5. */
  readonly probability: number;
}

/**
 * Mirrors left and right with `probability`: `torchvision.transforms.RandomHorizontalFlip`.
 * @throws {RangeError | TypeError} where `probability` is not from 0 to 1, or there is no such option.
 */
export function horizontalFlip(options: Partial<Omit<HorizontalFlip, 'operation'>> = {}): HorizontalFlip {
  checkOptions('horizontalFlip', options, horizontalFlipOperation.kinds);
  const { probability = 0.5 } = options;
  return { operation: 'horizontalFlip', probability };
}

export const horizontalFlipOperation: PixelOperation<HorizontalFlip> = {
  on: 'pixels',
  kinds: { probability: number(0, 1) },
  run: (image, { probability }, random) => (random() < probability ? mirrored(image) : image),
};

export function mirrored({ data, channels, height, width }: Image): Image {
  const mirror = new Uint8Array(data.length);
  for (let row = 0; row < data.length; row += width) {
    for (let x = 0; x < width; x++) mirror[row + x] = data[row + width - 1 - x]!;
  }
  return { data: mirror, channels, height, width };
}

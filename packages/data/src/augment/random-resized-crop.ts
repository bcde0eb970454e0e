import { checkOptions, oneOf, positive, range } from '@resnet-compile/options';
import type { Image } from '../image.ts';
import { crop } from '../pixels/crop.ts';
import { filterNames, resize, type Filter } from '../pixels/resize.ts';
import type { Random } from '../random.ts';
import type { PixelOperation } from './operation.ts';
import { randomBox, type Box } from './random-box.ts';

/** What `randomResizedCrop` says. */
export interface RandomResizedCrop {
  /** Made by `randomResizedCrop`. */
  readonly operation: 'randomResizedCrop';
  /** Least and largest area of the part, parts of the image's; [0.08, 1]. */
  readonly scale: readonly [number, number];
  /** Least and largest ratio of its width to its height; [3/4, 4/3]. */
  readonly ratio: readonly [number, number];
  /** How it is resized; `'bilinear'`. */
  readonly filter: Filter;
}

/**
 * A random part of the original image, resized to the data set's shape (Szegedy et al. 2014):
 * `torchvision.transforms.RandomResizedCrop`, on PIL images. `scale` is the part's area, `ratio` its width to its height.
 * @throws {RangeError | TypeError} where a range is none, or there is no such option.
 */
export function randomResizedCrop(options: Partial<Omit<RandomResizedCrop, 'operation'>> = {}): RandomResizedCrop {
  checkOptions('randomResizedCrop', options, randomResizedCropOperation.kinds);
  const { scale = [0.08, 1], ratio = [3 / 4, 4 / 3], filter = 'bilinear' } = options;
  return { operation: 'randomResizedCrop', scale, ratio, filter };
}

export const randomResizedCropOperation: PixelOperation<RandomResizedCrop> = {
  on: 'pixels',
  kinds: { scale: range(positive(1)), ratio: range(positive()), filter: oneOf(filterNames) },
  fits: true,
  run(image, options, random, [, height, width]) {
    const box = cropBox(image, options, random);
    return resize(crop(image, box.top, box.left, box.height, box.width), height, width, options.filter);
  },
};

export function cropBox({ height, width }: Image, { scale, ratio }: RandomResizedCrop, random: Random): Box {
  const box = randomBox(
    random,
    height,
    width,
    scale,
    ratio,
    (one) => one.width > 0 && one.width <= width && one.height > 0 && one.height <= height,
  );
  if (box) return box;
  // The middle, as much of it as the ratio allows.
  const [low, high] = ratio;
  const middle = { height, width };
  if (width / height < low) middle.height = Math.max(Math.round(width / low), 1);
  else if (width / height > high) middle.width = Math.max(Math.round(height * high), 1);
  return { ...middle, top: Math.floor((height - middle.height) / 2), left: Math.floor((width - middle.width) / 2) };
}

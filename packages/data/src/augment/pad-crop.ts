import { checkOptions, checkValue, integer, listOf, number } from '@resnet-compile/options';
import type { Image } from '../image.ts';
import { integerBelow } from '../random.ts';
import type { PixelOperation } from './operation.ts';

/** What `padCrop` says. */
export interface PadCrop {
  /** Made by `padCrop`. */
  readonly operation: 'padCrop';
  /** Pixels on each side, at least 0. */
  readonly padding: number;
  /** A byte per channel. */
  readonly fill: readonly number[];
}

/** What `padCrop` may be told besides its padding. */
export interface PadCropOptions {
  /** Values in 0…1, one per channel, of the padding: with the mean that is subtracted, it is zero after normalisation. Black. */
  readonly fill?: readonly number[];
}

/**
 * Pads with `padding` pixels on each side and crops the image's own size at a uniformly random place: He et al. 2015, §4.2,
 * with 4 and the mean as `fill`; `torchvision.transforms.RandomCrop(size, padding)` with black.
 * @throws {RangeError | TypeError} where `padding` is no integer of at least 0, or a value of `fill` is not in 0…1, or there is no such option.
 */
export function padCrop(padding: number, options: PadCropOptions = {}): PadCrop {
  checkValue('padCrop: padding', padding, padCropOperation.kinds.padding);
  checkOptions<PadCropOptions>('padCrop', options, {
    fill: listOf(number(0, 1), 'a list of numbers from 0 to 1, one per channel'),
  });
  return { operation: 'padCrop', padding, fill: Array.from(options.fill ?? [], (value) => Math.round(value * 255)) };
}

export const padCropOperation: PixelOperation<PadCrop> = {
  on: 'pixels',
  kinds: { padding: integer(0), fill: listOf(integer(0, 255), 'a byte per channel') },
  run(image, { padding, fill }, random) {
    const top = integerBelow(random, 2 * padding + 1) - padding;
    const left = integerBelow(random, 2 * padding + 1) - padding;
    return shifted(image, top, left, fill);
  },
};

/** The window at (`top`, `left`) of the image's own size; `fill`, or black, where it reaches over the image's edges. */
export function shifted(
  { data, channels, height, width }: Image,
  top: number,
  left: number,
  fill: readonly number[] = [],
): Image {
  const moved = new Uint8Array(data.length);
  const from = Math.max(left, 0);
  const count = width - Math.abs(left);
  for (let channel = 0; channel < channels; channel++) {
    const value = fill[channel];
    if (value) moved.fill(value, channel * height * width, (channel + 1) * height * width);
    if (count <= 0) continue;
    for (let y = Math.max(-top, 0); y < Math.min(height - top, height); y++) {
      const source = (channel * height + y + top) * width + from;
      moved.set(data.subarray(source, source + count), (channel * height + y) * width + Math.max(-left, 0));
    }
  }
  return { data: moved, channels, height, width };
}

import type { Image } from '../image.ts';
import { integerBelow } from '../random.ts';
import { checkInteger } from '../check.ts';
import type { PixelOperation } from './operation.ts';

export interface PadCrop {
  readonly operation: 'padCrop';
  readonly padding: number;
}

/**
 * Pads with `padding` black pixels on each side and crops the image's own size at a uniformly random place: He et al. 2015,
 * §4.2, with 4; `torchvision.transforms.RandomCrop(size, padding)`.
 * @throws {RangeError} where `padding` is no integer of at least 0.
 */
export function padCrop(padding: number): PadCrop {
  checkInteger('padCrop: padding', padding, 0);
  return { operation: 'padCrop', padding };
}

export const padCropOperation: PixelOperation<PadCrop> = {
  on: 'pixels',
  run(image, { padding }, random) {
    const top = integerBelow(random, 2 * padding + 1) - padding;
    const left = integerBelow(random, 2 * padding + 1) - padding;
    return shifted(image, top, left);
  },
};

/** The window at (`top`, `left`) of the image's own size; black where it reaches over the image's edges. */
export function shifted({ data, channels, height, width }: Image, top: number, left: number): Image {
  const moved = new Uint8Array(data.length);
  const from = Math.max(left, 0);
  const count = width - Math.abs(left);
  for (let channel = 0; count > 0 && channel < channels; channel++) {
    for (let y = Math.max(-top, 0); y < Math.min(height - top, height); y++) {
      const source = (channel * height + y + top) * width + from;
      moved.set(data.subarray(source, source + count), (channel * height + y) * width + Math.max(-left, 0));
    }
  }
  return { data: moved, channels, height, width };
}

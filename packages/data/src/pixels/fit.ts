import type { Image, Shape } from '../image.ts';
import { resize, type Filter } from './resize.ts';

/**
 * Resizes so that the shorter side has `shorter` pixels, and crops the middle: torchvision's `Resize(shorter)` and
 * `CenterCrop`, which published ImageNet results evaluate with. `shorter` is at least the height and width of `shape`.
 */
export function fit(image: Image, shorter: number, [, height, width]: Shape, filter: Filter): Image {
  const longer = Math.trunc((shorter * Math.max(image.height, image.width)) / Math.min(image.height, image.width));
  const [tall, wide] = image.width <= image.height ? [longer, shorter] : [shorter, longer];
  const [top, left] = [halfEven((tall - height) / 2), halfEven((wide - width) / 2)];
  return resize(image, tall, wide, filter, { top, left, height, width });
}

/** Python's round. */
const halfEven = (value: number): number => (value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));

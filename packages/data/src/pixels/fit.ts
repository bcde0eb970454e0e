import type { Image, Shape } from '../image.ts';
import { resize, type Filter, type Window } from './resize.ts';

/**
 * Resizes so that the shorter side has `shorter` pixels, and crops the middle: torchvision's `Resize(shorter)` and
 * `CenterCrop`, which published ImageNet results evaluate with. `shorter` is at least the height and width of `shape`.
 */
export function fit(image: Image, shorter: number, shape: Shape, filter: Filter): Image {
  const [tall, wide] = fittedSize(image, shorter);
  return resize(image, tall, wide, filter, middleOf([tall, wide], shape));
}

/** The size of an image whose shorter side becomes `shorter`: torchvision's `Resize(shorter)`. */
export function fittedSize({ height, width }: Image, shorter: number): readonly [height: number, width: number] {
  const longer = Math.trunc((shorter * Math.max(height, width)) / Math.min(height, width));
  return width <= height ? [longer, shorter] : [shorter, longer];
}

/** The part that torchvision's `CenterCrop` cuts out. */
export const middleOf = ([tall, wide]: readonly [height: number, width: number], [, height, width]: Shape): Window => ({
  top: halfEven((tall - height) / 2),
  left: halfEven((wide - width) / 2),
  height,
  width,
});

/** Python's round. */
const halfEven = (value: number): number => (value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value));

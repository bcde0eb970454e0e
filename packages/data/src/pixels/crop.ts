import type { Image } from '../image.ts';

/** The window of that size at (`top`, `left`), inside of the image. */
export function crop(image: Image, top: number, left: number, height: number, width: number): Image {
  if (top === 0 && left === 0 && height === image.height && width === image.width) return image;
  const { channels, data } = image;
  const window = new Uint8Array(channels * height * width);
  for (let channel = 0, at = 0; channel < channels; channel++) {
    for (let y = top; y < top + height; y++, at += width) {
      const from = (channel * image.height + y) * image.width + left;
      window.set(data.subarray(from, from + width), at);
    }
  }
  return { data: window, channels, height, width };
}

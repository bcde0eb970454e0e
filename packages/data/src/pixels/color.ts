import type { Image } from '../image.ts';
import { blend } from './blend.ts';

/** The luma of every pixel, in every channel: ITU-R 601-2 in 16 bits, as `PIL.Image.convert('L')`. */
export function grayscale(image: Image): Image {
  const { data, channels } = image;
  if (channels !== 3) return image;
  const plane = data.length / 3;
  const gray = new Uint8Array(data.length);
  for (let at = 0; at < plane; at++) {
    gray[at] = (data[at]! * 19595 + data[at + plane]! * 38470 + data[at + 2 * plane]! * 7471 + 0x8000) >> 16;
  }
  gray.copyWithin(plane, 0, plane);
  gray.copyWithin(2 * plane, 0, plane);
  return { ...image, data: gray };
}

const flat = (image: Image, value: number): Image => ({
  ...image,
  data: new Uint8Array(image.data.length).fill(value),
});

/** Towards black at 0: `PIL.ImageEnhance.Brightness`. */
export const brightness = (image: Image, factor: number): Image => blend(flat(image, 0), image, factor);

/** Towards its mean luma at 0: `PIL.ImageEnhance.Contrast`. */
export function contrast(image: Image, factor: number): Image {
  const luma = grayscale(image).data.subarray(0, image.height * image.width);
  let sum = 0;
  for (const value of luma) sum += value;
  return blend(flat(image, Math.floor(sum / luma.length + 0.5)), image, factor);
}

/** Towards gray at 0: `PIL.ImageEnhance.Color`. */
export const saturation = (image: Image, factor: number): Image =>
  image.channels === 3 ? blend(grayscale(image), image, factor) : image;

/** Towards a smoothed image at 0: `PIL.ImageEnhance.Sharpness`, whose filter leaves the edges alone. */
export function sharpness(image: Image, factor: number): Image {
  const { data, height, width } = image;
  const smooth = data.slice();
  for (let plane = 0; plane < data.length; plane += height * width) {
    for (let y = 1; y < height - 1; y++) {
      for (let x = 1, at = plane + y * width + 1; x < width - 1; x++, at++) {
        let sum = 4 * data[at]!;
        for (let row = at - width; row <= at + width; row += width) sum += data[row - 1]! + data[row]! + data[row + 1]!;
        smooth[at] = Math.floor(sum / 13 + 0.5);
      }
    }
  }
  return blend({ ...image, data: smooth }, image, factor);
}

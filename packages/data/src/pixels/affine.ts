import type { Image } from '../image.ts';

/** Output (x, y) shows input (a·x + b·y + c, d·x + e·y + f), of pixels' middles. */
export type Affine = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

const fixed = (value: number): number => Math.floor(value * 65536 + 0.5);

/** The nearest pixels, black where there are none: `PIL.Image.transform` with AFFINE and NEAREST, in 16.16 fixed point as there. */
export function transform(image: Image, [a, b, c, d, e, f]: Affine): Image {
  const { data, channels, height, width } = image;
  const moved = new Uint8Array(data.length);
  const [stepX, stepY] = [fixed(a), fixed(d)];
  const [rowX, rowY] = [fixed(b), fixed(e)];
  const [startX, startY] = [fixed(c + (a + b) / 2), fixed(f + (d + e) / 2)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = Math.floor((startX + y * rowX + x * stepX) / 65536);
      const fromY = Math.floor((startY + y * rowY + x * stepY) / 65536);
      if (fromX < 0 || fromX >= width || fromY < 0 || fromY >= height) continue;
      for (let channel = 0; channel < channels; channel++) {
        moved[(channel * height + y) * width + x] = data[(channel * height + fromY) * width + fromX]!;
      }
    }
  }
  return { ...image, data: moved };
}

/** Counterclockwise about the middle. */
export function rotate(image: Image, degrees: number): Image {
  const angle = (-degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleX, middleY] = [image.width / 2, image.height / 2];
  return transform(image, [
    cos,
    sin,
    middleX - cos * middleX - sin * middleY,
    -sin,
    cos,
    middleY + sin * middleX - cos * middleY,
  ]);
}

/** x reads x + factor · y, from the top left corner. */
export const shearX = (image: Image, factor: number): Image => transform(image, [1, factor, 0, 0, 1, 0]);
export const shearY = (image: Image, factor: number): Image => transform(image, [1, 0, 0, factor, 1, 0]);

/** Whole pixels to the right and down. */
export const translate = (image: Image, right: number, down: number): Image =>
  transform(image, [1, 0, -right, 0, 1, -down]);

import type { Image } from '../image.ts';
import type { Rgba } from './rgba.ts';
import type { Orientation } from './exif.ts';

/** Whether rows and columns are exchanged, and then which of them run backwards: `PIL.ImageOps.exif_transpose`. */
const symmetries: Readonly<Record<Orientation, readonly [isTransposed: boolean, mirrorX: boolean, mirrorY: boolean]>> =
  {
    1: [false, false, false],
    2: [false, true, false],
    3: [false, true, true],
    4: [false, false, true],
    5: [true, false, false],
    6: [true, false, true],
    7: [true, true, true],
    8: [true, true, false],
  };

/** Planes of red, green and blue, as they are stored. Alpha is dropped, not blended, as by `PIL.Image.convert('RGB')`. */
export function rgbOf({ data, width, height }: Rgba): Image<ArrayBuffer> {
  const plane = height * width;
  const rgb = new Uint8Array(3 * plane);
  for (let at = 0, from = 0; at < plane; at++, from += 4) {
    rgb[at] = data[from] ?? 0;
    rgb[at + plane] = data[from + 1] ?? 0;
    rgb[at + 2 * plane] = data[from + 2] ?? 0;
  }
  return { data: rgb, channels: 3, height, width };
}

/** Planes of red, green and blue, turned upright. Alpha is dropped, not blended, as by `PIL.Image.convert('RGB')`. */
export function uprightRgb(image: Rgba, orientation: Orientation): Image<ArrayBuffer> {
  if (orientation === 1) return rgbOf(image); // Most are, and it takes a third of the time.
  const { data, width: stored, height: storedHeight } = image;
  const [isTransposed, mirrorX, mirrorY] = symmetries[orientation];
  const [height, width] = isTransposed ? [stored, storedHeight] : [storedHeight, stored];
  const plane = height * width;
  const upright = new Uint8Array(3 * plane);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const [storedX, storedY] = isTransposed ? [y, x] : [x, y];
      const from =
        4 * ((mirrorY ? storedHeight - 1 - storedY : storedY) * stored + (mirrorX ? stored - 1 - storedX : storedX));
      upright[at] = data[from]!;
      upright[at + plane] = data[from + 1]!;
      upright[at + 2 * plane] = data[from + 2]!;
    }
  }
  return { data: upright, channels: 3, height, width };
}

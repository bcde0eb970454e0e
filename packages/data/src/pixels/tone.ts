import type { Image } from '../image.ts';
import { mapBytes } from './blend.ts';

const tableOf = (map: (value: number) => number): Uint8Array =>
  Uint8Array.from({ length: 256 }, (_, value) => map(value));

/** Keeps the upper bits: `PIL.ImageOps.posterize`. */
export function posterize(image: Image, bits: number): Image {
  const table = tableOf((value) => value & (0xff00 >> bits));
  return mapBytes(image, () => table);
}

/** Inverts bytes from `threshold` on: `PIL.ImageOps.solarize`. */
export function solarize(image: Image, threshold: number): Image {
  const table = tableOf((value) => (value < threshold ? value : 255 - value));
  return mapBytes(image, () => table);
}

/** Stretches each channel to 0…255: `PIL.ImageOps.autocontrast`. */
export const autoContrast = (image: Image): Image =>
  mapBytes(image, (channel) => {
    const counts = histogram(image, channel);
    const low = counts.findIndex((count) => count > 0);
    const high = counts.findLastIndex((count) => count > 0);
    if (high <= low) return tableOf((value) => value);
    const scale = 255 / (high - low);
    return tableOf((value) => Math.min(Math.max(Math.trunc(value * scale - low * scale), 0), 255));
  });

/** Makes each channel's histogram flat: `PIL.ImageOps.equalize`. */
export const equalize = (image: Image): Image =>
  mapBytes(image, (channel) => {
    const counts = histogram(image, channel);
    const last = counts.findLast((count) => count > 0) ?? 0;
    const step = Math.floor((image.height * image.width - last) / 255);
    if (step === 0) return tableOf((value) => value);
    let sum = Math.floor(step / 2);
    return tableOf((value) => {
      const level = Math.floor(sum / step);
      sum += counts[value]!;
      return Math.min(level, 255);
    });
  });

function histogram({ data, height, width }: Image, channel: number): Uint32Array {
  const counts = new Uint32Array(256);
  for (const value of data.subarray(channel * height * width, (channel + 1) * height * width)) counts[value]!++;
  return counts;
}

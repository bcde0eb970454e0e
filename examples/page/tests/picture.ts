import { bitmapFile } from './bitmap-file.ts';

const patterns = {
  stripes: (x: number, y: number, seed: number) => [
    (x * 8 + 13 * seed) % 256,
    ((x >> 3) + seed) % 2 ? 220 : 30,
    40 + ((y + seed) % 60),
  ],
  spots: (x: number, y: number, seed: number) => {
    const far = ((x - 32 - seed) % 16) ** 2 + ((y - 32 + 2 * seed) % 16) ** 2;
    return far < 40 ? [20, 60, 200] : [235, 225 - seed, 200];
  },
} as const;

/** A picture of a pattern, a little different by its seed. */
export const picture = (pattern: keyof typeof patterns, seed = 0): Buffer =>
  bitmapFile(64, 64, (x, y) => {
    const [red = 0, green = 0, blue = 0] = patterns[pattern](x, y, seed);
    return [red, green, blue];
  });

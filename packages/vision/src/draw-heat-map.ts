import { resize } from '@resnet-compile/data/images';
import { checkOptions, checkValue, kind, number } from '@resnet-compile/options';
import type { HeatMap } from './heat-map.ts';

/** How a heat map is drawn. */
export interface DrawOptions {
  /** How much of the hottest pixel's colour hides the picture, from 0 to 1; 0.7. */
  readonly opacity?: number;
}

/** What `new ImageData(data, width, height)` takes. */
export interface Pixels {
  /** Red, green, blue and alpha, row by row. */
  readonly data: Uint8ClampedArray<ArrayBuffer>;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
}

const maps = kind('a heat map, as gradCam gives it', (value) => {
  const { values, shown } = (value ?? {}) as Partial<HeatMap>;
  return values !== undefined && shown !== undefined;
});

/**
 * A heat map over what the network was shown: blue where it is cool, red where it is hottest, and the picture itself where there is no heat.
 * The map is made as large as the picture by Pillow's bilinear filter, and its colours are Turbo's (Mikhailov 2019).
 *
 * @example
 * ```js
 * const { data, width, height } = drawHeatMap(await classify.gradCam(picture));
 * canvas.getContext('2d').putImageData(new ImageData(data, width, height), 0, 0);
 * ```
 * @throws {TypeError | RangeError} for what is no heat map, and for options that are wrong.
 */
export function drawHeatMap(map: HeatMap, options: DrawOptions = {}): Pixels {
  checkValue('drawHeatMap: the map', map, maps);
  checkOptions<DrawOptions>('drawHeatMap', options, { opacity: number(0, 1) });
  const { opacity = 0.7 } = options;
  const {
    values,
    shown: { data: picture, width, height },
  } = map;
  const hottest = values.reduce((most, value) => Math.max(most, value), 0);
  const bytes = Uint8Array.from(values, (value) => (hottest > 0 ? Math.round((255 * value) / hottest) : 0));
  const heat = resize(
    { data: bytes, channels: 1, height: map.height, width: map.width },
    height,
    width,
    'bilinear',
  ).data;
  const data = new Uint8ClampedArray(picture);
  for (const [at, byte] of heat.entries()) {
    const share = (opacity * byte) / 255;
    const colour = colours[byte] ?? black;
    for (const [channel, value] of colour.entries())
      data[4 * at + channel] = (1 - share) * picture[4 * at + channel]! + share * value;
  }
  return { data, width, height };
}

/** Turbo's polynomials of degree 5, from the highest power, of red, green and blue in 0…1. */
const turbo = [
  [59.2864, -152.94239396, 132.13108234, -42.66032258, 4.6153926, 0.13572138],
  [2.82956604, 4.27729857, -14.18503333, 4.84296658, 2.19418839, 0.09140261],
  [27.34824973, -89.90310912, 110.36276771, -60.58204836, 12.64194608, 0.1066733],
] as const;
const black = [0, 0, 0] as const;
const colours: readonly (readonly number[])[] = Array.from({ length: 256 }, (_, byte) =>
  turbo.map(
    (powers) =>
      255 *
      Math.min(
        1,
        Math.max(
          0,
          powers.reduce((sum, factor) => sum * (byte / 255) + factor, 0),
        ),
      ),
  ),
);

import type { Image } from '../image.ts';

/** How pixels are weighted where an image is resized. */
export type Filter = 'bilinear' | 'bicubic';

/** Half of the width of a filter, and its weight at a distance. Bicubic: Keys 1981 with a = −0.5. */
const filters: Readonly<Record<Filter, { readonly support: number; weight(distance: number): number }>> = {
  bilinear: { support: 1, weight: (x) => Math.max(1 - Math.abs(x), 0) },
  bicubic: {
    support: 2,
    weight(distance) {
      const x = Math.abs(distance);
      if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
    },
  },
};

export const filterNames = Object.keys(filters);

/** Weights are integers of 22 bits, as in Pillow's Resample.c. */
const precision = 22;

/** Which inputs make an output, and how much each counts. */
interface Weights {
  readonly first: number;
  readonly weights: Int32Array;
}

/**
 * Resizes with antialiasing: where an image shrinks, the filter widens. The same bytes as `PIL.Image.resize`: columns first, then
 * rows, rounded to bytes in between.
 */
export function resize(image: Image, height: number, width: number, filter: Filter): Image {
  const { channels, data } = image;
  let wide = data;
  if (width !== image.width) {
    const columns = weightsOf(image.width, width, filter);
    wide = new Uint8Array(channels * image.height * width);
    for (let row = 0, at = 0; row < channels * image.height; row++) {
      for (const { first, weights } of columns) wide[at++] = weighted(data, row * image.width + first, 1, weights);
    }
  }
  if (height === image.height) return { data: wide, channels, height, width };
  const resized = new Uint8Array(channels * height * width);
  const rows = weightsOf(image.height, height, filter);
  for (let channel = 0, at = 0; channel < channels; channel++) {
    for (const { first, weights } of rows) {
      for (let x = 0; x < width; x++)
        resized[at++] = weighted(wide, (channel * image.height + first) * width + x, width, weights);
    }
  }
  return { data: resized, channels, height, width };
}

function weighted(data: Uint8Array, from: number, stride: number, weights: Int32Array): number {
  let sum = 1 << (precision - 1);
  for (let tap = 0, at = from; tap < weights.length; tap++, at += stride) sum += data[at]! * weights[tap]!;
  return Math.min(Math.max(sum >> precision, 0), 255);
}

function weightsOf(from: number, to: number, filter: Filter): readonly Weights[] {
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const { support, weight } = filters[filter];
  return Array.from({ length: to }, (_, place) => {
    const center = (place + 0.5) * scale;
    const first = Math.max(Math.trunc(center - support * stretch + 0.5), 0);
    const end = Math.min(Math.trunc(center + support * stretch + 0.5), from);
    const weights = Float64Array.from({ length: end - first }, (_, tap) =>
      weight((tap + first - center + 0.5) / stretch),
    );
    const sum = weights.reduce((total, value) => total + value, 0);
    return {
      first,
      weights: Int32Array.from(weights, (value) => Math.trunc((value / sum) * 2 ** precision + Math.sign(value) * 0.5)),
    };
  });
}

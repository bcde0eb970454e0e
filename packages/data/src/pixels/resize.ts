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

/** The names of the filters. */
export const filterNames = Object.keys(filters);

/** Weights are integers of 22 bits, as in Pillow's Resample.c. */
const precision = 22;

/** Which inputs make an output, and how much each counts. */
interface Weights {
  readonly first: number;
  readonly weights: Int32Array;
}

/** A part of an image, in pixels. */
export interface Window {
  /** The first row. */
  readonly top: number;
  /** The first column. */
  readonly left: number;
  /** Rows. */
  readonly height: number;
  /** Columns. */
  readonly width: number;
}

/**
 * Resizes with antialiasing: where an image shrinks, the filter widens. The same bytes as `PIL.Image.resize`: columns first, then
 * rows, rounded to bytes in between. Of what comes out, only `window` is computed, whatever lies around it.
 */
export function resize(
  image: Image,
  height: number,
  width: number,
  filter: Filter,
  window: Window = { top: 0, left: 0, height, width },
): Image {
  const rows = weightsOf(image.height, height, filter, window.top, window.height);
  const [top, bottom] = [rows[0]?.first ?? 0, endOf(rows.at(-1))];
  const narrow = resizeColumns(image, top, bottom, weightsOf(image.width, width, filter, window.left, window.width));
  return resizeRows(narrow, top, rows);
}

const endOf = (last: Weights | undefined): number => (last ? last.first + last.weights.length : 0);

/** Rows from `top` to `bottom`, resized to as many columns as there are weights. */
function resizeColumns(
  { channels, data, height, width }: Image,
  top: number,
  bottom: number,
  columns: readonly Weights[],
): Image {
  const narrow = new Uint8Array(channels * (bottom - top) * columns.length);
  for (let channel = 0, at = 0; channel < channels; channel++) {
    for (let y = top; y < bottom; y++) {
      const row = (channel * height + y) * width;
      for (const { first, weights } of columns) narrow[at++] = weighted(data, row + first, 1, weights);
    }
  }
  return { data: narrow, channels, height: bottom - top, width: columns.length };
}

/** An image whose first row is the row `top` of that which the weights are for. */
function resizeRows({ channels, data, height, width }: Image, top: number, rows: readonly Weights[]): Image {
  const resized = new Uint8Array(channels * rows.length * width);
  for (let channel = 0, at = 0; channel < channels; channel++) {
    for (const { first, weights } of rows) {
      const row = (channel * height + first - top) * width;
      for (let x = 0; x < width; x++) resized[at++] = weighted(data, row + x, width, weights);
    }
  }
  return { data: resized, channels, height: rows.length, width };
}

function weighted(data: Uint8Array, from: number, stride: number, weights: Int32Array): number {
  let sum = 1 << (precision - 1);
  const { length } = weights;
  // In 32 bits, as there.
  for (let tap = 0, at = from; tap < length; tap++, at += stride) sum = (sum + Math.imul(data[at]!, weights[tap]!)) | 0;
  const value = sum >> precision;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** Of `count` outputs from the one at `start` on; where nothing is resized, an output is its input, as Pillow leaves it. */
function weightsOf(from: number, to: number, filter: Filter, start: number, count: number): readonly Weights[] {
  if (from === to) {
    const weights = Int32Array.of(1 << precision);
    return Array.from({ length: count }, (_, place) => ({ first: start + place, weights }));
  }
  const scale = from / to;
  const stretch = Math.max(scale, 1);
  const { support, weight } = filters[filter];
  return Array.from({ length: count }, (_, place) => {
    const center = (start + place + 0.5) * scale;
    const first = Math.max(Math.trunc(center - support * stretch + 0.5), 0);
    const end = Math.min(Math.trunc(center + support * stretch + 0.5), from);
    const weights = Float64Array.from({ length: end - first }, (_value, tap) =>
      weight((tap + first - center + 0.5) / stretch),
    );
    const sum = weights.reduce((total, value) => total + value, 0);
    return {
      first,
      weights: Int32Array.from(weights, (value) => Math.trunc((value / sum) * 2 ** precision + Math.sign(value) * 0.5)),
    };
  });
}

import {
  extentOf,
  leading,
  noPadding,
  surrounded,
  windowedSize,
  type AveragePoolAttributes,
  type Pair,
  type Window,
} from '@resnet-compile/ir';
import type { FeatureMap } from '../feature-map.ts';
import { zeros, type Values } from '../values.ts';

/** Reduces every window to one value. `inside`: the window's pixels that lie in the map; `corner`: its first, which may not. */
function pool(input: FeatureMap, window: Window, reduce: (inside: readonly number[], corner: Pair) => number): Values {
  const { kernel, stride, padding } = window;
  const [channels, height, width] = input.shape;
  const [outHeight, outWidth] = windowedSize([height, width], window);
  const [before, left] = leading(padding);
  const result = zeros(input.batch, channels, outHeight, outWidth);
  let next = 0;
  for (let n = 0; n < input.batch; n++) {
    for (let c = 0; c < channels; c++) {
      const map = input.origin + n * input.image + c * input.channel;
      for (let y = 0; y < outHeight; y++) {
        for (let x = 0; x < outWidth; x++) {
          const inside: number[] = [];
          const corner = [y * stride[0] - before, x * stride[1] - left] as const;
          for (let i = Math.max(0, corner[0]); i < Math.min(height, corner[0] + kernel[0]); i++) {
            for (let j = Math.max(0, corner[1]); j < Math.min(width, corner[1] + kernel[1]); j++)
              inside.push(input.data[map + i * input.row + j * input.pixel]!);
          }
          result.data[next++] = reduce(inside, corner);
        }
      }
    }
  }
  return result;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** The largest value of each window; padding is −∞, as in PyTorch's max_pool2d. A NaN stays one. */
export const maxPool = (input: FeatureMap, window: Window): Values =>
  pool(input, window, (inside) => Math.max(...inside));

/** The mean of each window, as PyTorch's avg_pool2d: of the padding, what is counted counts as zeros. */
export const averagePool = (input: FeatureMap, window: AveragePoolAttributes): Values => {
  const [, ...size] = input.shape;
  return pool(input, window, (inside, corner) => sum(inside) / countOf(corner, size, window));
};

/** How many elements a mean is formed of: those of its window within the map and what is counted around it. */
export function countOf([top, left]: Pair, size: Pair, window: AveragePoolAttributes): number {
  const [above, before] = leading(window.counted);
  const [height, width] = surrounded(size, window.counted);
  const [down, across] = extentOf(window);
  const along = (start: number, extent: number, whole: number): number =>
    Math.min(whole, start + extent) - Math.max(0, start);
  return along(top + above, down, height) * along(left + before, across, width);
}

/** The mean of each map. @returns N×C×1×1 */
export const mean = (input: FeatureMap): Values => {
  const [, height, width] = input.shape;
  return averagePool(input, { kernel: [height, width], stride: [1, 1], padding: noPadding, counted: noPadding });
};

import { windowedSize, type Window } from '@resnet-compile/ir';
import type { FeatureMap } from '../feature-map.ts';
import { zeros, type Values } from '../values.ts';

/** Reduces every window to one value. `inside`: the window's pixels that lie in the map; `padded`: and in the padding. */
function pool(
  input: FeatureMap,
  { kernel, stride, padding }: Window,
  reduce: (inside: readonly number[], padded: number) => number,
): Values {
  const [channels, height, width] = input.shape;
  const outHeight = windowedSize(height, kernel[0], stride[0], padding[0]);
  const outWidth = windowedSize(width, kernel[1], stride[1], padding[1]);
  const result = zeros(input.batch, channels, outHeight, outWidth);
  let next = 0;
  for (let n = 0; n < input.batch; n++) {
    for (let c = 0; c < channels; c++) {
      const map = input.origin + n * input.image + c * input.channel;
      for (let y = 0; y < outHeight; y++) {
        for (let x = 0; x < outWidth; x++) {
          const inside: number[] = [];
          const top = y * stride[0] - padding[0];
          const left = x * stride[1] - padding[1];
          for (let i = Math.max(0, top); i < Math.min(height, top + kernel[0]); i++) {
            for (let j = Math.max(0, left); j < Math.min(width, left + kernel[1]); j++)
              inside.push(input.data[map + i * input.row + j * input.pixel]!);
          }
          result.data[next++] = reduce(inside, kernel[0] * kernel[1]);
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

/**
 * The mean of each window, as PyTorch's avg_pool2d: padding counts as zeros with `countIncludePad`, not at all without.
 * The output's size is rounded down, so that no window reaches beyond the padding.
 */
export const averagePool = (input: FeatureMap, window: Window & { readonly countIncludePad: boolean }): Values =>
  pool(input, window, (inside, padded) => sum(inside) / (window.countIncludePad ? padded : inside.length));

/** The mean of each map. @returns N×C×1×1 */
export const mean = (input: FeatureMap): Values =>
  pool(
    input,
    { kernel: [input.shape[1], input.shape[2]], stride: [1, 1], padding: [0, 0] },
    (inside) => sum(inside) / inside.length,
  );

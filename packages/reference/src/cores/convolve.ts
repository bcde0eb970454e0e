import { windowedSize, type Pair } from '@resnet-compile/ir';
import type { FeatureMap } from '../feature-map.ts';
import { zeros, type Values } from '../values.ts';
import { outputsInside } from './outputs-inside.ts';

/**
 * Cross-correlation, as in PyTorch's conv2d:
 *
 *     out[n, o, y, x] = Σ over c, i, j of filters[o, c, i, j] · in[n, group(o)·C/groups + c, y·s − p + i, x·s − p + j]
 *
 * where pixels outside the map are zero. Those that the map's halo holds are read from there, so that a halo that is
 * not zero shows in the result.
 *
 * The sum is formed one filter tap at a time over a whole plane, which keeps conditions out of the inner loop.
 *
 * @param filters O×(C/groups)×kh×kw
 * @returns N×O×H'×W'
 */
export function convolve(
  input: FeatureMap,
  filters: Values,
  { stride, padding, groups }: { readonly stride: Pair; readonly padding: Pair; readonly groups: number },
): Values {
  const [, height, width] = input.shape;
  const [out, perGroup, kh, kw] = filters.shape as readonly [number, number, number, number];
  const outHeight = windowedSize(height, kh, stride[0], padding[0]);
  const outWidth = windowedSize(width, kw, stride[1], padding[1]);
  const result = zeros(input.batch, out, outHeight, outWidth);
  const { data, row, pixel } = input;
  const step = pixel * stride[1];

  for (let n = 0; n < input.batch; n++) {
    for (let o = 0; o < out; o++) {
      const plane = (n * out + o) * outHeight * outWidth;
      const group = Math.floor(o / (out / groups));
      for (let c = 0; c < perGroup; c++) {
        const map = input.origin + n * input.image + (group * perGroup + c) * input.channel;
        for (let i = 0; i < kh; i++) {
          const rows = outputsInside(i - padding[0], stride[0], outHeight, height, input.halo[0]);
          for (let j = 0; j < kw; j++) {
            const columns = outputsInside(j - padding[1], stride[1], outWidth, width, input.halo[1]);
            const weight = filters.data[((o * perGroup + c) * kh + i) * kw + j]!;
            for (let y = rows.from; y < rows.to; y++) {
              let source = map + (y * stride[0] - padding[0] + i) * row + (columns.from * stride[1] - padding[1] + j) * pixel;
              const end = plane + y * outWidth + columns.to;
              for (let target = plane + y * outWidth + columns.from; target < end; target++) {
                result.data[target]! += weight * data[source]!;
                source += step;
              }
            }
          }
        }
      }
    }
  }
  return result;
}

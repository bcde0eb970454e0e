import type { ConvolutionAttributes, Pair } from '@resnet-compile/ir';
import { outputsInside } from '../cores/outputs-inside.ts';
import { zeros, type Values } from '../values.ts';

/**
 * Calls for every run of a convolution's products: one filter tap, over a row of the result (over all rows at once where
 * the tap reads the whole map as it lies in memory). `step`: from one input to the next; results are neighbours.
 */
function eachRun(
  [batch, out, outHeight, outWidth]: readonly number[],
  [, perGroup, kh, kw]: readonly number[],
  [, channels, height, width]: readonly number[],
  { stride, padding, groups }: ConvolutionAttributes,
  visit: (filter: number, result: number, input: number, count: number, step: number) => void,
): void {
  const [rows, columns] = [
    Array.from({ length: kh! }, (_, i) => outputsInside(i - padding[0], stride[0], outHeight!, height!, 0)),
    Array.from({ length: kw! }, (_, j) => outputsInside(j - padding[1], stride[1], outWidth!, width!, 0)),
  ];
  const dense = outWidth === width && stride[0] === 1 && stride[1] === 1;
  for (let n = 0; n < batch!; n++) {
    for (let o = 0; o < out!; o++) {
      const plane = (n * out! + o) * outHeight! * outWidth!;
      const first = Math.floor(o / (out! / groups)) * perGroup!;
      for (let c = 0; c < perGroup!; c++) {
        const map = (n * channels! + first + c) * height! * width!;
        for (let i = 0; i < kh!; i++) {
          for (let j = 0; j < kw!; j++) {
            const filter = ((o * perGroup! + c) * kh! + i) * kw! + j;
            const { from, to } = columns[j]!;
            const together = dense && to - from === width ? rows[i]!.to - rows[i]!.from : 1;
            for (let y = rows[i]!.from; y < rows[i]!.to; y += together) {
              const input = map + (y * stride[0] - padding[0] + i) * width! + from * stride[1] - padding[1] + j;
              visit(filter, plane + y * outWidth! + from, input, (to - from) * together, stride[1]);
            }
          }
        }
      }
    }
  }
}

/** dx: every product of the convolution hands dy·w back to its input. @returns the shape `shape` of x */
export function convolutionInputGradient(dy: Values, filters: Values, attributes: ConvolutionAttributes, shape: readonly number[]): Values {
  const dx = zeros(...shape);
  eachRun(dy.shape, filters.shape, shape, attributes, (filter, result, input, count, step) => {
    const weight = filters.data[filter]!;
    let target = input;
    for (let source = result; source < result + count; source++) {
      dx.data[target]! += dy.data[source]! * weight;
      target += step;
    }
  });
  return dx;
}

/** dw: every product hands dy·x back to its filter. @returns O×(I/groups)×kh×kw */
export function convolutionFilterGradient(dy: Values, x: Values, attributes: ConvolutionAttributes & { readonly kernel: Pair }): Values {
  const dw = zeros(dy.shape[1]!, x.shape[1]! / attributes.groups, ...attributes.kernel);
  eachRun(dy.shape, dw.shape, x.shape, attributes, (filter, result, input, count, step) => {
    let sum = 0;
    let source = input;
    for (let at = result; at < result + count; at++) {
      sum += dy.data[at]! * x.data[source]!;
      source += step;
    }
    dw.data[filter]! += sum;
  });
  return dw;
}

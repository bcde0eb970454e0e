import type { ConvolutionAttributes, Pair } from '@resnet-compile/ir';
import { zeros, type Values } from '../values.ts';

/** Calls for every product of a convolution with the positions of the result, the filter and the input. */
function eachProduct(
  [batch, out, outHeight, outWidth]: readonly number[],
  [, perGroup, kh, kw]: readonly number[],
  [, channels, height, width]: readonly number[],
  { stride, padding, groups }: ConvolutionAttributes,
  visit: (result: number, filter: number, input: number) => void,
): void {
  for (let n = 0; n < batch!; n++) {
    for (let o = 0; o < out!; o++) {
      const first = Math.floor(o / (out! / groups)) * perGroup!;
      for (let c = 0; c < perGroup!; c++) {
        for (let i = 0; i < kh!; i++) {
          for (let j = 0; j < kw!; j++) {
            const filter = ((o * perGroup! + c) * kh! + i) * kw! + j;
            for (let y = 0; y < outHeight!; y++) {
              const inY = y * stride[0] - padding[0] + i;
              if (inY < 0 || inY >= height!) continue;
              for (let x = 0; x < outWidth!; x++) {
                const inX = x * stride[1] - padding[1] + j;
                if (inX < 0 || inX >= width!) continue;
                visit(((n * out! + o) * outHeight! + y) * outWidth! + x, filter, ((n * channels! + first + c) * height! + inY) * width! + inX);
              }
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
  eachProduct(dy.shape, filters.shape, shape, attributes, (result, filter, input) => {
    dx.data[input]! += dy.data[result]! * filters.data[filter]!;
  });
  return dx;
}

/** dw: every product hands dy·x back to its filter. @returns O×(I/groups)×kh×kw */
export function convolutionFilterGradient(dy: Values, x: Values, attributes: ConvolutionAttributes & { readonly kernel: Pair }): Values {
  const dw = zeros(dy.shape[1]!, x.shape[1]! / attributes.groups, ...attributes.kernel);
  eachProduct(dy.shape, dw.shape, x.shape, attributes, (result, filter, input) => {
    dw.data[filter]! += dy.data[result]! * x.data[input]!;
  });
  return dw;
}

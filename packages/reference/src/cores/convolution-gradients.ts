import type { ConvolutionAttributes, Pair, WinogradOutputs } from '@resnet-compile/ir';
import { addPatches, emptyPatches, patches } from '../cores/patches.ts';
import { addProduct, addProductTransposed, part, transposed } from '../cores/products.ts';
import { winogradConvolution } from '../cores/winograd.ts';
import { channelRange, featureMap } from '../feature-map.ts';
import { extentOf, zeros, type Values } from '../values.ts';

/**
 * dx: a convolution is filters · patches, so that the patches' gradient is filtersᵀ · dy; each goes back to the pixels
 * that it was read from.
 *
 * @returns the shape `shape` of x
 */
export function convolutionInputGradient(
  dy: Values,
  filters: Values,
  { groups, ...attributes }: ConvolutionAttributes,
  shape: readonly number[],
): Values {
  const dx = zeros(...shape);
  const [, perGroup, ...kernel] = filters.shape as readonly [number, number, number, number];
  const window = { ...attributes, kernel };
  for (let group = 0; group < groups; group++) {
    const map = channelRange(featureMap(dx), group * perGroup, perGroup);
    const turned = transposed(part(filters.data, group, groups, perGroup * kernel[0] * kernel[1]));
    for (let n = 0; n < map.batch; n++) {
      const gradient = emptyPatches(map.shape, window);
      addProduct(turned, part(dy.data, n * groups + group, map.batch * groups, gradient.columns), gradient);
      addPatches(gradient, map, n, window);
    }
  }
  return dx;
}

/** The same by Winograd's algorithm: a convolution of dy, from the filters' output to their input channels, with them turned around. */
export function winogradInputGradient(
  dy: Values,
  { shape, data }: Values,
  { padding: [top, right, bottom, left] }: ConvolutionAttributes,
  outputs: WinogradOutputs,
): Values {
  const [out, channels] = shape as readonly [number, number];
  const turned = zeros(channels, out, 3, 3);
  for (let o = 0; o < out; o++)
    for (let c = 0; c < channels; c++)
      for (let tap = 0; tap < 9; tap++) turned.data[(c * out + o) * 9 + tap] = data[(o * channels + c) * 9 + 8 - tap]!;
  return winogradConvolution(featureMap(dy), turned, { padding: [2 - top, 2 - right, 2 - bottom, 2 - left] }, outputs);
}

/** dw = dy · patchesᵀ, over all images. @returns O×(I/groups)×kh×kw */
export function convolutionFilterGradient(
  dy: Values,
  x: Values,
  { groups, ...window }: ConvolutionAttributes & { readonly kernel: Pair },
): Values {
  const perGroup = extentOf(x, 1) / groups;
  const dw = zeros(extentOf(dy, 1), perGroup, ...window.kernel);
  for (let group = 0; group < groups; group++) {
    const map = channelRange(featureMap(x), group * perGroup, perGroup);
    for (let n = 0; n < map.batch; n++) {
      const read = patches(map, n, window);
      addProductTransposed(
        part(dy.data, n * groups + group, map.batch * groups, read.columns),
        read,
        part(dw.data, group, groups, read.rows),
      );
    }
  }
  return dw;
}

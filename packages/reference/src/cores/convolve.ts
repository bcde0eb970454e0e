import { windowedSize, type ConvolutionAttributes } from '@resnet-compile/ir';
import { channelRange, type FeatureMap } from '../feature-map.ts';
import { zeros, type Values } from '../values.ts';
import { patches } from './patches.ts';
import { addProduct, part } from './products.ts';

/**
 * Cross-correlation, as in PyTorch's conv2d:
 *
 *     out[n, o, y, x] = Σ over c, i, j of filters[o, c, i, j] · in[n, group(o)·C/groups + c, y·s − p + i·d, x·s − p + j·d]
 *
 * where pixels outside the map are zero. Those that the map's halo holds are read from there, so that a halo that is
 * not zero shows in the result.
 *
 * Each image and group is the product of the group's filters and the patches that they read.
 *
 * @param filters O×(C/groups)×kh×kw
 * @returns N×O×H'×W'
 */
export function convolve(input: FeatureMap, filters: Values, attributes: ConvolutionAttributes): Values {
  const [out, perGroup, ...kernel] = filters.shape as readonly [number, number, number, number];
  const { groups, ...rest } = attributes;
  const window = { ...rest, kernel };
  const [, ...size] = input.shape;
  const result = zeros(input.batch, out, ...windowedSize(size, window));
  for (let n = 0; n < input.batch; n++) {
    for (let group = 0; group < groups; group++) {
      const read = patches(channelRange(input, group * perGroup, perGroup), n, window);
      addProduct(
        part(filters.data, group, groups, read.rows),
        read,
        part(result.data, n * groups + group, input.batch * groups, read.columns),
      );
    }
  }
  return result;
}

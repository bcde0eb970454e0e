import { pointwise } from '@resnet-compile/ir';
import { convolutionFilterGradient, convolutionInputGradient } from '../cores/convolution-gradients.ts';
import { convolve } from '../cores/convolve.ts';
import { featureMap } from '../feature-map.ts';
import { mapValues } from '../map-values.ts';
import type { OpFunction } from './op-function.ts';

export const conv2d: OpFunction<'conv2d'> = (window, [x, filters, bias]) => {
  const result = convolve(featureMap(x), filters, window);
  return bias ? mapValues(pointwise.sum, [result, bias]) : result;
};

export const conv2dInputGradient: OpFunction<'conv2d_input_gradient'> = (attributes, [dy, filters], shape) =>
  convolutionInputGradient(dy, filters, attributes, shape);

export const conv2dFilterGradient: OpFunction<'conv2d_filter_gradient'> = (attributes, [dy, x]) =>
  convolutionFilterGradient(dy, x, attributes);

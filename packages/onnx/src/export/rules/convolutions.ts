import { elementsPerImage, type ConvolutionAttributes } from '@resnet-compile/ir';
import { int, ints } from '../attributes.ts';
import type { Place } from '../graph-writer.ts';
import { padsOf } from './pads.ts';
import { flattened, reshaped } from './shapes.ts';
import type { Rule } from './rule.ts';

export const conv2d: Rule<'conv2d'> = ({ inputs: [x, filters, bias], attributes }, place) => {
  const { stride, padding, dilation, groups }: ConvolutionAttributes = attributes;
  const kernel = filters.type.shape.slice(2).map(Number);
  return place.node(
    'Conv',
    [place.value(x), place.value(filters, 'weight'), ...(bias ? [place.value(bias, 'bias')] : [])],
    {
      dilations: ints(dilation),
      group: int(groups),
      kernel_shape: ints(kernel),
      pads: ints(padsOf(padding)),
      strides: ints(stride),
    },
  );
};

/** Channels become the places of a map of one channel, as PyTorch's conv1d reads them. */
export const channelConvolution: Rule<'channel_convolution'> = ({ inputs: [x, filter], type }, place) => {
  const taps = elementsPerImage(filter.type);
  const row = reshaped(place.value(x), [0, 1, elementsPerImage(type)], place);
  const side = (taps - 1) / 2;
  const convolved = place.node('Conv', [row, place.value(filter, 'weight')], {
    dilations: ints([1]),
    group: int(1),
    kernel_shape: ints([taps]),
    pads: ints([side, side]),
    strides: ints([1]),
  });
  return reshaped(convolved, [0, elementsPerImage(type), 1, 1], place);
};

export const dense: Rule<'dense'> = ({ inputs: [x, weights, bias] }, place) => {
  const rows = x.type.shape.length === 2 ? place.value(x) : flattened(place.value(x), place);
  const summands = bias ? [place.value(bias, 'bias')] : noBias(place);
  return place.node('Gemm', [rows, place.value(weights, 'weight'), ...summands], { transB: int(1) });
};

/** It may be left out since opset 11; a number is repeated before. */
const noBias = ({ opset, number }: Place): readonly string[] => (opset < 11 ? [number(0)] : []);

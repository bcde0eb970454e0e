import { elementsPerImage, itemOf, type Node } from '@resnet-compile/ir';
import { float, int, ints, text } from '../attributes.ts';
import type { Place } from '../graph-writer.ts';
import { padsOf } from './pads.ts';
import type { Rule } from './rule.ts';

/** 0 stands for the extent that there is. */
export const reshaped = (value: string, shape: readonly number[], { node, integers }: Place): string =>
  node('Reshape', [value, integers(shape)]);

export const flattened = (value: string, { node }: Place): string => node('Flatten', [value], { axis: int(1) });

export const flatten: Rule<'flatten'> = ({ inputs: [x] }, place) => flattened(place.value(x), place);

export const unflatten: Rule<'unflatten'> = ({ inputs: [x], type }, place) =>
  reshaped(place.value(x), [0, elementsPerImage(type), 1, 1], place);

export const concatenate: Rule<'concatenate'> = ({ inputs }, place) =>
  inputs.length === 1
    ? place.value(inputs[0])
    : place.node(
        'Concat',
        inputs.map((input) => place.value(input)),
        { axis: int(1) },
      );

/**
 * What is mirrored, or zeros, before and behind each axis. A zero is −0, or where a pad says its value the least number:
 * onnxruntime moves a pad of +0 into the pool behind it, whose padding is −∞ (onnxruntime/core/optimizer/pad_fusion.cc).
 */
export function padded(value: string, pads: readonly number[], mode: 'constant' | 'reflect', place: Place): string {
  const { opset, node, integers, number } = place;
  const isZero = mode === 'constant';
  if (opset >= 11) return node('Pad', [value, integers(pads), ...(isZero ? [number(-0)] : [])], { mode: text(mode) });
  return node('Pad', [value], { mode: text(mode), pads: ints(pads), ...(isZero ? { value: float(2 ** -149) } : {}) });
}

export const pad: Rule<'pad'> = ({ inputs: [x], attributes: { sides, mode } }, place) => {
  if (sides.every((side) => side === 0)) return place.value(x);
  const [top, left, bottom, right] = padsOf(sides);
  return padded(
    place.value(x),
    [0, 0, top, left, 0, 0, bottom, right],
    mode === 'reflection' ? 'reflect' : 'constant',
    place,
  );
};

export const padChannels: Rule<'pad_channels'> = ({ inputs: [x], attributes: { before, after } }, place) =>
  padded(place.value(x), [0, before, 0, 0, 0, after, 0, 0], 'constant', place);

const sizesOf = ({ type }: Node, axes: readonly number[]): readonly number[] =>
  axes.map((axis) => Number(itemOf(type.shape, axis)));

export const sliceChannels: Rule<'slice_channels'> = ({ inputs: [x], attributes: { from, count } }, place) =>
  sliced(place.value(x), { axes: [1], starts: [from], ends: [from + count] }, place);

interface Range {
  readonly axes: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly steps?: readonly number[];
}

function sliced(value: string, { axes, starts, ends, steps }: Range, { opset, node, integers }: Place): string {
  if (opset < 10) return node('Slice', [value], { axes: ints(axes), ends: ints(ends), starts: ints(starts) });
  return node('Slice', [value, ...[starts, ends, axes, ...(steps ? [steps] : [])].map(integers)]);
}

export const subsample: Rule<'subsample'> = ({ inputs: [x], attributes: { stride } }, place) => {
  // Slices have steps since opset 10; the largest of one pixel is that pixel.
  if (place.opset < 10)
    return place.node('MaxPool', [place.value(x)], { kernel_shape: ints([1, 1]), strides: ints(stride) });
  return sliced(place.value(x), { axes: [2, 3], starts: [0, 0], ends: sizesOf(x, [2, 3]), steps: stride }, place);
};

import { sizeOf, type GradientRule } from '../gradient-rule.ts';

export const flatten: GradientRule<'flatten'> = ({ inputs: [x] }, dy, append) => [
  x!.type.shape.length === 2 ? dy : append('unflatten', {}, [dy]),
];

export const subsample: GradientRule<'subsample'> = ({ inputs: [x], attributes: { stride } }, dy, append) => [
  append('upsample_zeros', { stride, size: sizeOf(x!) }, [dy]),
];

export const expand: GradientRule<'expand'> = (_, dy, append) => [append('total', {}, [dy])];

export const padChannels: GradientRule<'pad_channels'> = ({ inputs: [x], attributes: { before } }, dy, append) => [
  append('slice_channels', { from: before, count: x!.type.shape[1] as number }, [dy]),
];

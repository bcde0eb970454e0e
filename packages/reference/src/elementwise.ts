import { mapChannels, type Values } from './values.ts';

/** max(x, 0); a NaN stays one. */
export const relu = ({ shape, data }: Values): Values => ({ shape, data: data.map((value) => Math.max(value, 0)) });

/** Sum of two tensors of as many elements. */
export const add = (a: Values, b: Values): Values => ({
  shape: a.shape,
  data: a.data.map((value, index) => value + b.data[index]!),
});

/** x + bias per channel. */
export const addBias = (x: Values, bias: Values): Values =>
  mapChannels(x, (value, channel) => value + bias.data[channel]!);

/** x·scale + shift, both per channel. */
export const affine = (x: Values, scale: Values, shift: Values): Values =>
  mapChannels(x, (value, channel) => value * scale.data[channel]! + shift.data[channel]!);

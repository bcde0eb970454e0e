import type { GradientRule } from '../gradient-rule.ts';

/** dx is the same of dy with the filter turned around, dw one of x with dy. */
export const channelConvolution: GradientRule<'channel_convolution'> = (
  { inputs: [x, filter] },
  dy,
  append,
  wanted,
) => [
  wanted(0) ? append('channel_convolution_input_gradient', {}, [dy, filter]) : undefined,
  wanted(1)
    ? append('channel_convolution_filter_gradient', { taps: filter.type.shape[2] as number }, [dy, x])
    : undefined,
];

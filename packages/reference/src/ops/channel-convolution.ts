import * as cores from '../cores/channel-convolution.ts';
import type { OpFunction } from './op-function.ts';

export const channelConvolution: OpFunction<'channel_convolution'> = (_, [x, filter]) =>
  cores.channelConvolution(x, filter);

export const channelConvolutionInputGradient: OpFunction<'channel_convolution_input_gradient'> = (_, [dy, filter]) =>
  cores.channelConvolutionInputGradient(dy, filter);

export const channelConvolutionFilterGradient: OpFunction<'channel_convolution_filter_gradient'> = (
  { taps },
  [dy, x],
) => cores.channelConvolutionFilterGradient(dy, x, taps);

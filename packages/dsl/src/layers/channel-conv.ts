import { isNumber, kind, required } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import type { ChannelConvLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';

/** What `channelConv` is told. */
export interface ChannelConvOptions {
  /** Channels that each result sees, odd. */
  readonly kernel: number;
}

const odd = kind(
  'a positive odd integer',
  (value) => Number.isSafeInteger(value) && (value as number) > 0 && (value as number) % 2 === 1,
  isNumber,
);

/**
 * A convolution along the channels of N×C×1×1, with zeros at both ends, one filter `weight` of 1×1×k, and no bias: the middle
 * of efficient channel attention (Wang et al. 2020). As PyTorch's `Conv1d(1, 1, k, padding=k // 2, bias=False)`. Keeps the shape.
 */
export function channelConv(options: ChannelConvOptions): ChannelConvLayer {
  const position = callerPosition();
  const problems = checkOptions('channelConv', options, { kernel: required(odd) }, position);
  return makeLayer<ChannelConvLayer>({
    kind: 'channelConv',
    kernel: problems.length ? 1 : options.kernel,
    problems,
    ...(position ? { position } : {}),
  });
}

import { required } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import { integerFrom } from '../kinds.ts';
import type { Layer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';
import { sigmoid } from './activations.ts';
import { channelConv } from './channel-conv.ts';
import { identity } from './pointwise.ts';
import { globalAveragePool } from './pooling.ts';
import { product } from './product.ts';
import { sequential } from './sequential.ts';

const channelsKind = integerFrom(1);

/**
 * x·sigmoid(m convolved along the channels), with m the mean of each map of x, N×C×H×W (Wang et al. 2020). Each channel sees
 * k others, k the odd number from (log₂channels + 1)/2 on, at least 3; its parameter is `conv.weight`, 1×1×k. Keeps the shape.
 */
export function efficientChannelAttention(channels: number): Layer {
  const position = callerPosition();
  const kinds = { channels: required(channelsKind) };
  const problems = checkOptions('efficientChannelAttention', { channels }, kinds, position);
  const gated = product({
    identity: identity(),
    '': sequential({
      pool: globalAveragePool(),
      conv: channelConv({ kernel: kernelFor(problems.length ? 1 : channels) }),
      sigmoid: sigmoid(),
    }),
  });
  return makeLayer({ ...gated, problems });
}

function kernelFor(channels: number): number {
  const half = Math.floor((Math.log2(channels) + 1) / 2);
  return Math.max(3, half % 2 ? half : half + 1);
}

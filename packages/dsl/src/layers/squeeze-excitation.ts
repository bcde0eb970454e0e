import { positive, required } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions, withArgument } from '../check-options.ts';
import { integerFrom } from '../kinds.ts';
import type { Layer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';
import { relu, sigmoid } from './activations.ts';
import { conv } from './conv.ts';
import { identity } from './pointwise.ts';
import { globalAveragePool } from './pooling.ts';
import { product } from './product.ts';
import { roundedChannels } from './rounded-channels.ts';
import { sequential } from './sequential.ts';

/** What `squeezeExcitation` may be told. */
export interface SqueezeExcitationOptions {
  /** Of the channels that are left inside, in multiples of 8: 1/16. */
  readonly ratio?: number;
}

const channelsKind = integerFrom(1);

/**
 * x·sigmoid(W₂·relu(W₁·m + b₁) + b₂), with m the mean of each map of x, N×channels×H×W (Hu et al. 2018). Its parameters are
 * `fc1` and `fc2`, 1×1 convolutions with bias. Keeps the shape.
 */
export function squeezeExcitation(channels: number, options: SqueezeExcitationOptions = {}): Layer {
  const position = callerPosition();
  const kinds = { channels: required(channelsKind), ratio: positive(1) };
  const problems = checkOptions('squeezeExcitation', withArgument('channels', channels, options), kinds, position);
  const { ratio = 1 / 16 } = problems.length ? {} : options;
  const all = channelsKind.holds(channels) ? channels : 1;
  const gated = product({
    identity: identity(),
    '': sequential({
      pool: globalAveragePool(),
      fc1: conv(roundedChannels(all * ratio, 8, true), { bias: true }),
      relu: relu(),
      fc2: conv(all, { bias: true }),
      sigmoid: sigmoid(),
    }),
  });
  return makeLayer({ ...gated, problems });
}

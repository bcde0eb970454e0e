import { integer, number, required, type Kinds } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions, withArgument } from '../check-options.ts';
import { integerFrom } from '../kinds.ts';
import type { Layer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';
import { relu } from './activations.ts';
import { batchNorm } from './batch-norm.ts';
import { conv } from './conv.ts';
import type { LayerMakers } from './layer-makers.ts';
import { identity } from './pointwise.ts';
import { globalAveragePool } from './pooling.ts';
import { roundedChannels } from './rounded-channels.ts';
import { select } from './select.ts';
import { sequential } from './sequential.ts';

/** What `splitAttention` may be told. */
export interface SplitAttentionOptions {
  /** R, parts that are weighed against each other; 2. */
  readonly radix?: number;
  /** Cardinal groups; 1. */
  readonly groups?: number;
  /** Of the channels of all parts, those that are left where they are weighed: 1/4, in multiples of 8, at least 32. */
  readonly ratio?: number;
}

const channelsKind = integerFrom(1);
const kinds: Kinds<SplitAttentionOptions> = { radix: integer(1), groups: integer(1), ratio: number(0, 1) };

/**
 * A 3×3 convolution to R times so many channels, in `groups`·R groups, with norm and activation; its R parts weighed channel by
 * channel by a softmax over them of what their sum's mean says (Zhang et al. 2020). Parameters are `conv`, `bn0`, `fc1`, `bn1`,
 * `fc2`, as timm has them.
 *
 * @param makers what makes convolutions, norms and activations; `conv`, `batchNorm` and `relu`
 */
export function splitAttention(
  channels: number,
  options: SplitAttentionOptions = {},
  makers: Partial<LayerMakers> = {},
): Layer {
  const position = callerPosition();
  const given = { channels: required(channelsKind), ...kinds };
  const problems = checkOptions('splitAttention', withArgument('channels', channels, options), given, position);
  const { radix = 2, groups = 1, ratio = 1 / 4 } = problems.length ? {} : options;
  const all = channelsKind.holds(channels) ? channels : 1;
  const { norm = batchNorm, activation = relu, conv: convolution = conv } = makers;
  const whole = sequential({
    conv: convolution(all * radix, { kernel: 3, groups: groups * radix }),
    bn0: norm(),
    act0: activation(),
    '': select({
      branches: Array.from({ length: radix }, () => identity()),
      reads: 'parts',
      groups,
      weights: {
        pool: globalAveragePool(),
        fc1: convolution(Math.max(32, roundedChannels(all * radix * ratio, 8)), { groups, bias: true }),
        bn1: norm(),
        act1: activation(),
        fc2: convolution(all * radix, { groups, bias: true }),
      },
    }),
  });
  return makeLayer({ ...whole, problems: [...problems, ...whole.problems] });
}

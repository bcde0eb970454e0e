import { integer, number, oneOf, required, type Kinds } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions, withArgument } from '../check-options.ts';
import { integerFrom } from '../kinds.ts';
import type { Layer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';
import { relu } from './activations.ts';
import { batchNorm } from './batch-norm.ts';
import { conv, type ConvOptions } from './conv.ts';
import type { LayerMakers } from './layer-makers.ts';
import { globalAveragePool } from './pooling.ts';
import { roundedChannels } from './rounded-channels.ts';
import { select } from './select.ts';
import { sequential } from './sequential.ts';

/** What `selectiveKernels` may be told. */
export interface SelectiveKernelsOptions {
  /** Number of branches: 3×3 convolutions with dilation 1, 2, …; 2. */
  readonly branches?: number;
  /** Whether each branch reads all of the input, or its own part of the channels; `'whole'`. */
  readonly reads?: 'whole' | 'parts';
  /** Of the convolutions; 1. */
  readonly stride?: number;
  /** Of the convolutions; 1. */
  readonly groups?: number;
  /** Of the channels that are left where the branches are weighed: 1/16, in multiples of `divisor`. */
  readonly ratio?: number;
  /** 8. */
  readonly divisor?: number;
}

/** What makes the layers within selective kernels. */
export interface SelectiveKernelMakers extends LayerMakers {
  /** The convolutions of the branches; as all others. */
  readonly strided: LayerMakers['conv'];
  /** What strides in their place, behind the activation; nothing. */
  readonly antialias: () => Layer | undefined;
}

const channelsKind = integerFrom(1);
const kinds: Kinds<SelectiveKernelsOptions> = {
  branches: integer(1),
  reads: oneOf(['whole', 'parts']),
  stride: integer(1),
  groups: integer(1),
  ratio: number(0, 1),
  divisor: integer(1),
};

/**
 * 3×3 convolutions of different dilation to `channels` channels, each with norm and activation, weighed channel by channel by
 * a softmax over them of what their sum's mean says (Li et al. 2019). Parameters are `paths.0.conv`, `paths.0.bn`, …,
 * `attn.fc_reduce`, `attn.bn`, `attn.fc_select`, as timm has them.
 *
 * @param makers what makes convolutions, norms and activations; `conv`, `batchNorm` and `relu`
 */
export function selectiveKernels(
  channels: number,
  options: SelectiveKernelsOptions = {},
  makers: Partial<SelectiveKernelMakers> = {},
): Layer {
  const position = callerPosition();
  const given = { channels: required(channelsKind), ...kinds };
  const problems = checkOptions('selectiveKernels', withArgument('channels', channels, options), given, position);
  const {
    branches = 2,
    reads = 'whole',
    stride = 1,
    groups = 1,
    ratio = 1 / 16,
    divisor = 8,
  } = problems.length ? {} : options;
  const all = channelsKind.holds(channels) ? channels : 1;
  const { norm = batchNorm, activation = relu, conv: convolution = conv, strided = convolution, antialias } = makers;
  const path = (dilation: number): Layer => {
    const filter: ConvOptions = { kernel: 3, stride, groups, ...(dilation === 1 ? {} : { dilation }) };
    const aa = antialias?.();
    return sequential({ conv: strided(all, filter), bn: norm(), act: activation(), ...(aa ? { aa } : {}) });
  };
  const selected = select({
    branches: Object.fromEntries(Array.from({ length: branches }, (_, index) => [`paths.${index}`, path(index + 1)])),
    reads,
    weights: {
      attn: sequential({
        pool: globalAveragePool(),
        fc_reduce: convolution(roundedChannels(all * ratio, divisor)),
        bn: norm(),
        act: activation(),
        fc_select: convolution(all * branches),
      }),
    },
  });
  return makeLayer({ ...selected, problems: [...problems, ...selected.problems] });
}

import { boolean, required, type Kinds } from '@resnet-compile/options';
import { makeLayer } from '../brand.ts';
import { checkOptions, withArgument } from '../check-options.ts';
import { booleanOr, extent, finite, integerFrom, padding, positiveNumber } from '../kinds.ts';
import type { ConvLayer } from '../layer.ts';
import { callerPosition } from '../source-position.ts';
import { toPair, toSides, type Extent, type Padding } from './pair.ts';

/** What `conv` may be told besides its channels. */
export interface ConvOptions {
  /** Size of the filters; 1 by default. */
  readonly kernel?: Extent;
  /** Pixels from one window to the next, for both directions or [vertical, horizontal]; 1. */
  readonly stride?: Extent;
  /**
   * Zero pixels on each side: a number, [vertical, horizontal], or [top, right, bottom, left]; `'same'` for TensorFlow's,
   * as many as give ⌈H/stride⌉, an odd one below and to the right. By default half of the window on each side, which keeps
   * the size at stride 1 and an odd kernel.
   */
  readonly padding?: Padding | 'same';
  /** Pixels from one tap of a filter to the next (Yu and Koltun 2016); 1. */
  readonly dilation?: Extent;
  /** Groups of channels that are convolved apart from each other; must divide the channels of input and output; 1. */
  readonly groups?: number;
  /** False by default, since a batch norm follows most convolutions. */
  readonly bias?: boolean;
  /** What the bias begins as; 0. */
  readonly initialBias?: number;
  /**
   * Each output channel's filter is (w − mean)/√(variance + epsilon), by its own mean and biased variance, and trained
   * through that (Qiao et al. 2019). `epsilon` is 1e-8, as in BiT's networks. False by default.
   */
  readonly weightStandardization?: boolean | WeightStandardizationOptions;
}

/** What weight standardisation may be told. */
export interface WeightStandardizationOptions {
  /** Added to the variance; 1e-8. */
  readonly epsilon?: number;
}

const channelsKind = integerFrom(1);
const kinds: Kinds<ConvOptions> = {
  kernel: extent(1),
  stride: extent(1),
  padding,
  dilation: extent(1),
  groups: integerFrom(1),
  bias: boolean,
  initialBias: finite,
  weightStandardization: booleanOr('{ epsilon }, a positive number', { epsilon: positiveNumber }),
};

/**
 * A convolution to `channels` channels: N×C×H×W → N×channels×H′×W′, H′ = ⌊(H + top + bottom − (kernel − 1)·dilation − 1)/stride⌋ + 1.
 *
 * @example
 * ```ts
 * conv(64, { kernel: 3, stride: 2 });
 * ```
 */
export function conv(channels: number, options: ConvOptions = {}): ConvLayer {
  const position = callerPosition();
  const problems = checkOptions(
    'conv',
    withArgument('channels', channels, options),
    { channels: required(channelsKind), ...kinds },
    position,
  );
  const {
    kernel = 1,
    stride = 1,
    dilation = 1,
    groups = 1,
    bias = false,
    initialBias,
    weightStandardization = false,
    padding: given,
  } = problems.length ? {} : options;
  const size = toPair(kernel);
  const taps = toPair(dilation);
  const half = [halfOf(size[0], taps[0]), halfOf(size[1], taps[1])] as const;
  return makeLayer<ConvLayer>({
    kind: 'conv',
    channels: channelsKind.holds(channels) ? channels : 1,
    kernel: size,
    stride: toPair(stride),
    padding: given === 'same' ? given : toSides(given ?? half),
    dilation: taps,
    groups,
    bias,
    ...(initialBias === undefined ? {} : { initialBias }),
    weightStandardization: weightStandardization
      ? { epsilon: 1e-8, ...(weightStandardization === true ? {} : weightStandardization) }
      : undefined,
    problems,
    ...(position ? { position } : {}),
  });
}

/** Half of a window, in pixels. */
const halfOf = (kernel: number, dilation: number): number => ((kernel - 1) * dilation + 1) >> 1;

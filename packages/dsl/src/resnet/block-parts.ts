import type { Layer } from '../layer.ts';
import type { ConvOptions } from '../layers/conv.ts';
import { dropout } from '../layers/pointwise.ts';
import { averagePool } from '../layers/pooling.ts';
import { toPair, type Extent } from '../layers/pair.ts';
import type { BlockContext, BlockParts } from './block-context.ts';
import { blur } from '../layers/blur.ts';
import { convolution } from './convolution.ts';
import { residualOf } from './residual-end.ts';
import type { ResolvedOptions } from './resolve-options.ts';
import type { StageStrides } from './strides.ts';

/** What one block is built from, at its place. */
export function blockParts(
  options: ResolvedOptions,
  context: BlockContext,
  { stride, dilation, before }: StageStrides,
  dropRate: number,
): BlockParts {
  const { groups, widthPerGroup, norm, activation, attention, antialias } = options;
  const isFirst = context.index === 0;
  const filters = antialias !== undefined && isFirst && (stride !== 1 || dilation !== before);
  return {
    groups,
    inner: Math.floor((context.channels * widthPerGroup) / 64) * groups,
    conv: (channels, given = {}) => convolution(options, channels, dilated(given, dilation)),
    strided: (channels, given = {}) =>
      convolution(options, channels, {
        ...dilated(given, isFirst ? before : dilation),
        stride: filters ? 1 : context.stride,
      }),
    antialias: () => (filters ? filterOf(antialias, context.stride) : undefined),
    norm,
    activation,
    attention,
    dropout: () => (options.dropout === 0 ? undefined : dropout(options.dropout)),
    residual: (body, outChannels) =>
      residualOf(options, context, dropRate, { body, outChannels, activation: { relu: activation() } }),
  };
}

const filterOf = (antialias: 'blur' | 'average', stride: number): Layer =>
  antialias === 'blur' ? blur({ stride }) : averagePool({ kernel: stride });

/** A dilation of its own is multiplied; a single pixel has none. */
function dilated(given: ConvOptions, dilation: number): ConvOptions {
  const [down, right] = toPair(given.dilation ?? 1);
  const isSinglePixel = toPair(given.kernel ?? 1).every((extent) => extent === 1);
  const whole: Extent = [down * dilation, right * dilation];
  return isSinglePixel || whole.every((each) => each === 1) ? given : { ...given, dilation: whole };
}

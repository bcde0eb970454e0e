import { integer, number, oneOf, required, type Kinds } from '@resnet-compile/options';
import type { Layer } from '../layer.ts';
import { selectiveKernels, type SelectiveKernelsOptions } from '../layers/selective-kernels.ts';
import { sequential } from '../layers/sequential.ts';
import type { BlockFunction } from './block-context.ts';
import { checkedBlock } from './checked-block.ts';

/** What `selectiveKernelBlock` is told. */
export interface SelectiveKernelBlockOptions extends Pick<SelectiveKernelsOptions, 'reads' | 'ratio' | 'divisor'> {
  /** Which block has selective kernels in place of the convolution that strides. */
  readonly block: 'basic' | 'bottleneck';
}

/** The blocks of SKNet (Li et al. 2019): basic or bottleneck, with selective kernels in place of the 3×3 convolution that strides. */
export const selectiveKernelBlock = (options: SelectiveKernelBlockOptions): BlockFunction =>
  checkedBlock('selectiveKernelBlock', options, kinds, { block: 'basic' }, withSelectiveKernels);

const kinds: Kinds<SelectiveKernelBlockOptions> = {
  block: required(oneOf(['basic', 'bottleneck'])),
  reads: oneOf(['whole', 'parts']),
  ratio: number(0, 1),
  divisor: integer(1),
};

const withSelectiveKernels =
  ({ block, ...options }: SelectiveKernelBlockOptions): BlockFunction =>
  ({ channels }, parts) => {
    const normed = (conv: Layer): Layer => sequential({ conv, bn: parts.norm() });
    const dropout = parts.dropout();
    if (block === 'basic')
      return parts.residual(
        {
          conv1: selectiveKernels(channels, options, parts),
          dropout,
          conv2: normed(parts.conv(channels, { kernel: 3 })),
          se: parts.attention(channels),
        },
        channels,
      );
    return parts.residual(
      {
        conv1: normed(parts.conv(parts.inner)),
        relu1: parts.activation(),
        conv2: selectiveKernels(parts.inner, { ...options, groups: parts.groups }, parts),
        dropout,
        conv3: normed(parts.conv(channels * 4)),
        se: parts.attention(channels * 4),
      },
      channels * 4,
    );
  };

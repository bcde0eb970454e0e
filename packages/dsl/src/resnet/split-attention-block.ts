import { boolean, integer } from '@resnet-compile/options';
import type { Layer } from '../layer.ts';
import { averagePool } from '../layers/pooling.ts';
import { splitAttention } from '../layers/split-attention.ts';
import type { BlockFunction } from './block-context.ts';
import { checkedBlock } from './checked-block.ts';

/** What `splitAttentionBlock` may be told. */
export interface SplitAttentionBlockOptions {
  /** Parts that are weighed against each other; 2. */
  readonly radix?: number;
  /** Whether the pool that strides stands before the split attention, not behind it; false. */
  readonly poolFirst?: boolean;
}

/** The bottleneck of ResNeSt (Zhang et al. 2020): split attention in place of the 3×3 convolution, and an average pool that strides. */
export const splitAttentionBlock = (options: SplitAttentionBlockOptions = {}): BlockFunction =>
  checkedBlock('splitAttentionBlock', options, { radix: integer(1), poolFirst: boolean }, {}, withSplitAttention);

const withSplitAttention =
  ({ radix = 2, poolFirst = false }: SplitAttentionBlockOptions): BlockFunction =>
  ({ channels, stride }, parts) => {
    const pool = (isHere: boolean): Layer | undefined =>
      stride === 2 && isHere ? averagePool({ kernel: 3, stride, padding: 1 }) : undefined;
    return parts.residual(
      {
        conv1: parts.conv(parts.inner),
        bn1: parts.norm(),
        relu1: parts.activation(),
        before: pool(poolFirst),
        conv2: splitAttention(parts.inner, { radix, groups: parts.groups }, parts),
        behind: pool(!poolFirst),
        dropout: parts.dropout(),
        conv3: parts.conv(channels * 4),
        bn3: parts.norm(),
        se: parts.attention(channels * 4),
      },
      channels * 4,
    );
  };

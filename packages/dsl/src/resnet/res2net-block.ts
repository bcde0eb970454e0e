import { integer, required } from '@resnet-compile/options';
import { averagePool } from '../layers/pooling.ts';
import { identity } from '../layers/pointwise.ts';
import { sequential } from '../layers/sequential.ts';
import { cascade, split } from '../layers/split.ts';
import type { BlockFunction } from './block-context.ts';
import { checkedBlock } from './checked-block.ts';
import { present } from './present.ts';

/** What `res2NetBlock` is told. */
export interface Res2NetBlockOptions {
  /** Parts of the channels, one of which passes as it is. */
  readonly scales: number;
}

/**
 * The block of Res2Net (Gao et al. 2019): between its 1×1 convolutions, `scales` parts of the channels, each but the last
 * with a 3×3 convolution, which reads what the part before gives as well, but for the first block of a stage.
 */
export const res2NetBlock = (options: Res2NetBlockOptions): BlockFunction =>
  checkedBlock('res2NetBlock', options, { scales: required(integer(2)) }, { scales: 2 }, ofScales);

const ofScales =
  ({ scales }: Res2NetBlockOptions): BlockFunction =>
  ({ channels, stride, index }, parts) => {
    const scale = (n: number) =>
      sequential(
        present({
          [`convs.${n}`]: parts.strided(parts.inner, { kernel: 3, groups: parts.groups }),
          [`bns.${n}`]: parts.norm(),
          relu: parts.activation(),
          aa: parts.antialias(),
        }),
      );
    const scaled = Array.from({ length: scales - 1 }, (_, n) => scale(n));
    const options = { numbered: false } as const;
    return parts.residual(
      {
        conv1: parts.conv(parts.inner * scales),
        bn1: parts.norm(),
        relu1: parts.activation(),
        '': split(
          [
            (index === 0 ? split : cascade)(scaled, options),
            index === 0 ? averagePool({ kernel: 3, stride, padding: 1 }) : identity(),
          ],
          { ...options, shares: [scales - 1, 1] },
        ),
        dropout: parts.dropout(),
        conv3: parts.conv(channels * 4),
        bn3: parts.norm(),
        se: parts.attention(channels * 4),
      },
      channels * 4,
    );
  };

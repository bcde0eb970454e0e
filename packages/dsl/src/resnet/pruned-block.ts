import type { BlockFunction } from './block-context.ts';

/** Channels of one stage of pruned bottlenecks: of what all of them end with, and of the first two convolutions of each. */
export interface PrunedStage {
  readonly channels: number;
  readonly blocks: readonly (readonly [first: number, second: number])[];
}

/** Bottlenecks with a width for each convolution. Attention is that of as many channels as there were before. */
export const prunedBlock =
  (stages: readonly PrunedStage[]): BlockFunction =>
  ({ channels, stage, index }, parts) => {
    const { channels: outChannels, blocks } = stages[stage] as PrunedStage;
    const [first, second] = blocks[index] as PrunedStage['blocks'][number];
    return parts.residual(
      {
        conv1: parts.conv(first),
        bn1: parts.norm(),
        relu1: parts.activation(),
        conv2: parts.strided(second, { kernel: 3 }),
        bn2: parts.norm(),
        relu2: parts.activation(),
        aa2: parts.antialias(),
        dropout: parts.dropout(),
        conv3: parts.conv(outChannels),
        bn3: parts.norm(),
        se: parts.attention(channels * 4),
      },
      outChannels,
    );
  };

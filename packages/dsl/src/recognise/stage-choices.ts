import type { ResNetOptions } from '../resnet/options.ts';
import { choice, type Choice } from './choice.ts';
import { convsOf, runsOf, type Evidence } from './evidence.ts';

/**
 * Blocks per stage: a stage begins where something strides, or where channels change. Where nothing is added, blocks are so
 * many convolutions.
 */
export const stageChoices = (evidence: Evidence): readonly Choice[] =>
  evidence.blocks.length
    ? distinctBy(
        [
          runsOf(evidence.blocks, (a, b) => a.strides || a.outChannels !== b.outChannels),
          runsOf(evidence.blocks, (a, b) => a.outChannels !== b.outChannels),
          runsOf(evidence.blocks, (a) => a.strides),
        ],
        (stages) => stages.join(),
      ).map((stages) => choice({ stages }))
    : (evidence.isPlain ? plainForms : []).flatMap(([inStem, inBlock]) => {
        const stages = runsOf(plainEnds(evidence, inStem, inBlock), (a, b) => a !== b);
        return stages.length ? [choice({ stages, ...(inBlock === 3 ? { block: 'bottleneck' } : {}) })] : [];
      });

/** Convolutions behind a stem of so many, so many in a block, by what the blocks end with: a plain network's blocks. */
export const plainEnds = ({ leaves }: Evidence, inStem: number, inBlock: number): readonly number[] =>
  convsOf(leaves)
    .slice(inStem)
    .filter((_, index) => index % inBlock === inBlock - 1)
    .map(({ channels }) => channels);

/** Convolutions in the stem, and in a block. */
export const plainForms = [
  [1, 2],
  [3, 2],
  [1, 3],
  [3, 3],
] as const;

/** Of each stage, by its first block. */
export const perStage = <Value>(
  { stages = [] }: Partial<ResNetOptions>,
  of: (block: number) => Value,
): readonly Value[] => {
  let block = 0;
  return stages.map((depth) => {
    const value = of(block);
    block += depth;
    return value;
  });
};

export const distinctBy = <Value>(values: readonly Value[], key: (value: Value) => string): readonly Value[] => [
  ...new Map(values.map((value) => [key(value), value] as const)).values(),
];

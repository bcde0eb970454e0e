import type { ResNetOptions } from '../resnet/options.ts';
import { choice, type Choice } from './choice.ts';
import { convsOf, distinct, type Evidence } from './evidence.ts';
import { distinctBy, perStage, plainEnds, plainForms } from './stage-choices.ts';

/** Widths by what blocks end with; how they are divided by what is within. */
export function widthChoices(evidence: Evidence, options: Partial<ResNetOptions>): readonly Choice[] {
  const { blocks, leaves } = evidence;
  const ends = blocks.length
    ? [perStage(options, (block) => blocks[block]?.outChannels ?? 0)]
    : plainForms.map(([inStem, inBlock]) => {
        const channels = plainEnds(evidence, inStem, inBlock);
        return perStage(options, (block) => channels[block] ?? 0);
      });
  const kinds = ends[0]?.map((_, stage) => (Array.isArray(options.block) ? options.block[stage] : options.block));
  const widths = ends.flatMap((all) => {
    const ofKinds = all.map((end, stage) => (kinds?.[stage] === 'bottleneck' ? end / 4 : end));
    const narrow = all.map((end) => end / 4);
    const ordered =
      options.block === undefined || Array.isArray(options.block) ? [ofKinds, narrow] : [narrow, ofKinds, all];
    return ordered.filter((each) => each.length > 0 && each.every(isWhole));
  });
  const convs = blocks.length ? (blocks[0]?.convs ?? []) : convsOf(leaves).slice(0, 6);
  const groupings = [...distinct([...convs.map(({ groups }) => groups), ...selectGroups(evidence)])].sort(
    (a, b) => b - a,
  );
  const reductions = distinct([1, ...reductionsOf(evidence, options)]);
  // A block's own width is that of its convolution with a window.
  const inner = [...convs.filter(({ kernel }) => kernel[0] > 1), ...convs].map(({ channels }) => channels);
  // The last stage is the widest, and what was rounded down tells most there.
  const innerOfLast = (blocks.at(-1)?.convs ?? []).map(({ channels }) => channels);
  return distinctBy(widths, (each) => each.join()).flatMap((each) =>
    groupings.flatMap((groups) =>
      reductions.flatMap((reduceFirst) =>
        distinct([
          ...inner.map((channels) => Math.ceil((channels * 64) / groups / (each[0] ?? 64))),
          ...innerOfLast.map((channels) => Math.ceil((channels * 64) / groups / (each.at(-1) ?? 64))),
          64,
        ])
          .filter(isWhole)
          .map((widthPerGroup) =>
            choice({
              width: shortWidths(each),
              ...(groups === 1 && widthPerGroup === 64 ? {} : { groups, widthPerGroup }),
              ...(reduceFirst === 1 ? {} : { reduceFirst }),
            }),
          ),
      ),
    ),
  );
}

const selectGroups = ({ blocks }: Evidence): readonly number[] =>
  (blocks[0]?.branches ?? []).flatMap(({ key }) => (key.startsWith('["select"') ? [Number(JSON.parse(key)[3])] : []));

/** By which a block's first convolution is narrower than the second, where it is in some. */
function reductionsOf({ blocks }: Evidence, options: Partial<ResNetOptions>): readonly (number | readonly number[])[] {
  const ratios = perStage(options, (block) => {
    const [first, second] = blocks[block]?.convs ?? [];
    return first && second ? Math.max(1, Math.round(second.channels / first.channels)) : 1;
  });
  return ratios.some((ratio) => ratio !== 1) ? [same(ratios)] : [];
}

/** Widths that double as one number. */
const shortWidths = (widths: readonly number[]): number | readonly number[] => {
  const [first = 1] = widths;
  return widths.every((width, stage) => width === first * 2 ** stage) ? first : widths;
};

const same = <Value>(values: readonly Value[]): Value | readonly Value[] => {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : values;
};

const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value > 0;

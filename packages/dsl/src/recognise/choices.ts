import { identity } from '../layers/pointwise.ts';
import { roundedChannels } from '../layers/rounded-channels.ts';
import { squeezeExcitation } from '../layers/squeeze-excitation.ts';
import type { ResNetOptions } from '../resnet/options.ts';
import { blockChoices } from './block-choices.ts';
import { choice, madeChoice, type Choice } from './choice.ts';
import { convsOf, distinct, layersOf, runsOf, type Evidence } from './evidence.ts';

/** What may be tried for some options: the likeliest first. */
type Choices = (evidence: Evidence, options: Partial<ResNetOptions>) => readonly Choice[];

/** One option, its default among its values. */
const oneOf =
  <Name extends keyof ResNetOptions>(
    name: Name,
    values: (evidence: Evidence, options: Partial<ResNetOptions>) => readonly (ResNetOptions[Name] | undefined)[],
  ): Choices =>
  (evidence, options) =>
    values(evidence, options).map((value) => choice(value === undefined ? {} : { [name]: value }));

const perStage = <Value>({ stages = [] }: Partial<ResNetOptions>, of: (block: number) => Value): readonly Value[] => {
  let block = 0;
  return stages.map((depth) => {
    const value = of(block);
    block += depth;
    return value;
  });
};

const same = <Value>(values: readonly Value[]): Value | readonly Value[] => {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : values;
};

/** Widths that double as one number. */
const shortWidths = (widths: readonly number[]): number | readonly number[] => {
  const [first = 1] = widths;
  return widths.every((width, stage) => width === first * 2 ** stage) ? first : widths;
};

const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value > 0;

/** Convolutions behind a stem of so many, so many in a block, by what the blocks end with: a plain network's blocks. */
const plainEnds = ({ leaves }: Evidence, inStem: number, inBlock: number): readonly number[] =>
  convsOf(leaves)
    .slice(inStem)
    .filter((_, index) => index % inBlock === inBlock - 1)
    .map(({ channels }) => channels);

const plainForms = [
  [1, 2],
  [3, 2],
  [1, 3],
  [3, 3],
] as const;

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
    : plainForms.flatMap(([inStem, inBlock]) => {
        const stages = runsOf(plainEnds(evidence, inStem, inBlock), (a, b) => a !== b);
        return stages.length ? [choice({ stages, ...(inBlock === 3 ? { block: 'bottleneck' } : {}) })] : [];
      });

/** Options that are tried together, and what is tried for them. */
export interface Row {
  readonly names: readonly (keyof ResNetOptions)[];
  readonly choices: Choices;
}

/** What says anything, where nothing else does. */
export const lastResorts: readonly Row[] = [{ names: ['stem', 'stemPool', 'stemWidth'], choices: ownStems }];

/** The options in the order in which they are looked for, what is seen first in a network before what follows from it. */
export const rows: readonly Row[] = [
  { names: ['block'], choices: blockChoices },
  {
    names: ['shortcut'],
    choices: oneOf('shortcut', ({ blocks }) =>
      blocks.length ? [undefined, 'D', 'A', 'A-split', 'C', 'conv', 'dropout'] : ['none'],
    ),
  },
  {
    names: ['variant', 'placement', 'bothPreactivate'],
    choices: ({ blocks }) =>
      [
        {},
        { variant: 'v1' },
        { variant: 'v2' },
        ...(blocks.length ? [{ variant: 'v2', bothPreactivate: true }, { placement: 'bn-after-add' }] : []),
        { placement: 'relu-before-add' },
        { placement: 'relu-only' },
        { placement: 'relu-only', bothPreactivate: true },
      ].map((options) => choice(options as Partial<ResNetOptions>)),
  },
  {
    names: ['norm'],
    choices: oneOf('norm', ({ leaves }) => [
      ...layersOf(leaves, ['batchNorm', 'groupNorm', 'filterResponseNorm', 'evoNormS0']),
      undefined,
    ]),
  },
  {
    names: ['activation'],
    choices: oneOf('activation', ({ leaves }) => [...layersOf(leaves, ['activation', 'prelu']), identity(), undefined]),
  },
  {
    names: ['weightStandardization'],
    choices: oneOf('weightStandardization', ({ leaves }) =>
      distinct([...convsOf(leaves).map(({ weightStandardization }) => weightStandardization?.epsilon), undefined])
        .map((epsilon) => (epsilon === undefined ? undefined : epsilon === 1e-8 ? true : { epsilon }))
        .slice(0, 3),
    ),
  },
  {
    names: ['normalize'],
    choices: oneOf('normalize', ({ leaves: [first] }) =>
      first?.layer.kind === 'normalize' ? [{ mean: first.layer.mean, std: first.layer.std }] : [undefined],
    ),
  },
  { names: ['stem', 'stemWidth'], choices: stemChoices },
  { names: ['stemPool'], choices: oneOf('stemPool', () => [undefined, 'none', 'max', 'conv', 'zeros']) },
  {
    names: ['antialias'],
    choices: oneOf('antialias', ({ leaves }) =>
      layersOf(leaves, ['blur']).length ? ['blur', undefined] : [undefined, 'average'],
    ),
  },
  { names: ['width', 'groups', 'widthPerGroup', 'reduceFirst'], choices: widthChoices },
  { names: ['attention'], choices: attentionChoices },
  { names: ['outputStride'], choices: oneOf('outputStride', () => [undefined, 16, 8]) },
  {
    names: ['shortcutKernel'],
    choices: oneOf('shortcutKernel', ({ blocks }) => (blocks.length ? [undefined, 3] : [undefined])),
  },
  { names: ['gate'], choices: oneOf('gate', ({ blocks }) => [gateOf(blocks[0]?.group.key)]) },
  { names: ['shortcutScale'], choices: oneOf('shortcutScale', scales) },
  { names: ['residualScale'], choices: oneOf('residualScale', scales) },
  { names: ['dropout'], choices: oneOf('dropout', (evidence) => [ratesOf(evidence, 'element')[0]]) },
  {
    names: ['stochasticDepth'],
    choices: oneOf('stochasticDepth', (evidence) => [ratesOf(evidence, 'image').at(-1)]),
  },
];

/** Widths by what blocks end with; how they are divided by what is within. */
function widthChoices(evidence: Evidence, options: Partial<ResNetOptions>): readonly Choice[] {
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
  const inner = distinct([...convs.filter(({ kernel }) => kernel[0] > 1), ...convs].map(({ channels }) => channels));
  return distinctBy(widths, (each) => each.join()).flatMap((each) =>
    groupings.flatMap((groups) =>
      reductions.flatMap((reduceFirst) =>
        distinct([...inner.map((channels) => Math.ceil((channels * 64) / groups / (each[0] ?? 64))), 64])
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

const distinctBy = <Value>(values: readonly Value[], key: (value: Value) => string): readonly Value[] => [
  ...new Map(values.map((value) => [key(value), value] as const)).values(),
];

const ratesOf = ({ blocks }: Evidence, per: 'element' | 'image'): readonly number[] =>
  blocks.flatMap(({ group: { lists } }) =>
    (lists.at(0) ?? []).flatMap((node) =>
      node.node === 'leaf' && node.layer.kind === 'dropout' && node.layer.per === per ? [node.layer.rate] : [],
    ),
  );

function scales({ leaves }: Evidence): readonly (number | undefined)[] {
  const factors = layersOf(leaves, ['scale']).flatMap((layer) => (layer.kind === 'scale' ? [layer.factor] : []));
  return [undefined, ...factors];
}

const gateOf = (key = ''): ResNetOptions['gate'] =>
  (['exclusive', 'shortcut-only'] as const).find((of) => key === `residual ${of}`);

function attentionChoices({ blocks }: Evidence): readonly Choice[] {
  const [first] = blocks;
  const isGated = first?.branches.some(({ key }) => key.includes('product'));
  if (!first || !isGated) return [choice({})];
  const isOfChannels = first.branches.some(({ lists }) =>
    lists.some((list) => list.some((node) => node.node === 'leaf' && node.layer.kind === 'channelConv')),
  );
  if (isOfChannels) return [choice({ attention: 'eca' })];
  // The last but one convolution of the body is the narrow one of the attention.
  const [narrow, whole] = [first.convs.at(-2)?.channels ?? 1, first.convs.at(-1)?.channels ?? 1];
  const ratios = [narrow / whole, 1 / 4, 1 / 8, 1 / 2].filter(
    (ratio) => ratio <= 1 && roundedChannels(whole * ratio, 8, true) === narrow,
  );
  return [
    choice({ attention: 'se' }),
    ...distinct(ratios).map((ratio) =>
      madeChoice('attention', (channels) => squeezeExcitation(channels, { ratio }), {
        parameters: ['channels'],
        call: 'squeezeExcitation',
        given: ['channels'],
        options: { ratio },
      }),
    ),
  ];
}

function stemChoices({ stem, leaves, blocks }: Evidence): readonly Choice[] {
  const convs = convsOf(blocks.length ? stem : leaves);
  const known =
    convs[0]?.kernel[0] === 7
      ? ([undefined, 'deep', 'tiered', 'cifar'] as const)
      : (['cifar', 'deep', 'tiered', undefined] as const);
  const last = blocks.length ? [convs.at(-1)] : [convs[0], convs[2]];
  const widths = distinct([undefined, ...last.map((each) => each?.channels)]);
  return known.flatMap((each) =>
    widths.map((stemWidth) => choice({ ...(each ? { stem: each } : {}), ...(stemWidth ? { stemWidth } : {}) })),
  );
}

/** All that stands before the first block, or all but a norm and an activation that are the block's. */
function ownStems({ stem, blocks }: Evidence): readonly Choice[] {
  if (!blocks.length) return [];
  const own = stem.filter(({ layer }) => layer.kind !== 'normalize');
  return [own, own.slice(0, -2), own.slice(0, -1)].flatMap((leaves) => {
    const names = leaves.map(({ path }) => path);
    const isNamed = new Set(names).size === names.length && !names.includes('__proto__') && !names.includes('');
    const layers = leaves.map(({ layer }) => layer);
    return leaves.length
      ? [choice({ stem: isNamed ? Object.fromEntries(leaves.map(({ path, layer }) => [path, layer])) : layers })]
      : [];
  });
}

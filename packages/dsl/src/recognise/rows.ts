import { identity } from '../layers/pointwise.ts';
import type { ResNetOptions } from '../resnet/options.ts';
import { blockChoices } from './block-choices.ts';
import { attentionChoices } from './attention-choices.ts';
import { choice, type Choice } from './choice.ts';
import { convsOf, distinct, layersOf, type Evidence } from './evidence.ts';
import { ownStems, stemChoices } from './stem-choices.ts';
import { widthChoices } from './width-choices.ts';

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

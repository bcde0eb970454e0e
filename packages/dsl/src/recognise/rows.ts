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

/** Options that are tried together, and what is tried for them. */
export interface Row {
  readonly names: readonly (keyof ResNetOptions)[];
  readonly choices: Choices;
}

/** One option, its default among its values. */
const oneOf = <Name extends keyof ResNetOptions>(
  name: Name,
  values: (evidence: Evidence) => readonly (ResNetOptions[Name] | undefined)[],
): Row => ({
  names: [name],
  choices: (evidence) => values(evidence).map((value) => choice(value === undefined ? {} : { [name]: value })),
});

/** What says anything, where nothing else does. */
export const lastResorts: readonly Row[] = [{ names: ['stem', 'stemPool', 'stemWidth'], choices: ownStems }];

const form: Row = {
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
};
const stem: Row = { names: ['stem', 'stemWidth'], choices: stemChoices };
const widths: Row = { names: ['width', 'groups', 'widthPerGroup', 'reduceFirst'], choices: widthChoices };

/** What is the same for any network, where the search begins, or nothing that a network shows. */
type NotSought = 'stages' | 'input' | 'classes' | 'outputs' | 'explain' | 'gateBias';

/**
 * How each option is looked for, in the order in which that is done: what is seen first in a network before what follows from it.
 * An option that is missing is a type error.
 */
const sought: { readonly [Name in Exclude<keyof ResNetOptions, NotSought>]-?: Row } = {
  block: { names: ['block'], choices: blockChoices },
  shortcut: oneOf('shortcut', ({ blocks }) =>
    blocks.length ? [undefined, 'D', 'A', 'A-split', 'C', 'conv', 'dropout'] : ['none'],
  ),
  variant: form,
  placement: form,
  bothPreactivate: form,
  norm: oneOf('norm', ({ leaves }) => {
    const norms = layersOf(leaves, ['batchNorm', 'groupNorm', 'filterResponseNorm', 'evoNormS0']);
    return norms.length ? [...norms, undefined, identity()] : [identity()];
  }),
  activation: oneOf('activation', ({ leaves }) => [
    ...layersOf(leaves, ['activation', 'prelu']),
    identity(),
    undefined,
  ]),
  bias: oneOf('bias', ({ leaves }) => {
    const biases = convsOf(leaves).map((layer) => layer.bias);
    return biases[0] ? [true, undefined] : biases.includes(true) ? [undefined, true] : [undefined];
  }),
  weightStandardization: oneOf('weightStandardization', ({ leaves }) =>
    distinct([...convsOf(leaves).map((layer) => layer.weightStandardization?.epsilon), undefined])
      .map((epsilon) => (epsilon === undefined ? undefined : epsilon === 1e-8 ? true : { epsilon }))
      .slice(0, 3),
  ),
  normalize: oneOf('normalize', ({ leaves: [first] }) =>
    first?.layer.kind === 'normalize' ? [{ mean: first.layer.mean, std: first.layer.std }] : [undefined],
  ),
  stem,
  stemWidth: stem,
  stemPool: oneOf('stemPool', () => [undefined, 'none', 'max', 'conv', 'zeros']),
  antialias: oneOf('antialias', ({ leaves }) =>
    layersOf(leaves, ['blur']).length ? ['blur', undefined] : [undefined, 'average'],
  ),
  width: widths,
  groups: widths,
  widthPerGroup: widths,
  reduceFirst: widths,
  attention: { names: ['attention'], choices: attentionChoices },
  outputStride: oneOf('outputStride', () => [undefined, 16, 8]),
  shortcutKernel: oneOf('shortcutKernel', ({ blocks }) => (blocks.length ? [undefined, 3] : [undefined])),
  gate: oneOf('gate', ({ blocks }) => [gateOf(blocks[0]?.group.key)]),
  shortcutScale: oneOf('shortcutScale', scales),
  residualScale: oneOf('residualScale', scales),
  dropout: oneOf('dropout', (evidence) => [ratesOf(evidence, 'element')[0]]),
  stochasticDepth: oneOf('stochasticDepth', (evidence) => [ratesOf(evidence, 'image').at(-1)]),
};

export const rows: readonly Row[] = distinct(Object.values(sought));

function ratesOf({ blocks }: Evidence, per: 'element' | 'image'): readonly number[] {
  return blocks.flatMap(({ group: { lists } }) =>
    (lists.at(0) ?? []).flatMap((node) =>
      node.node === 'leaf' && node.layer.kind === 'dropout' && node.layer.per === per ? [node.layer.rate] : [],
    ),
  );
}

function scales({ leaves }: Evidence): readonly (number | undefined)[] {
  const factors = layersOf(leaves, ['scale']).flatMap((layer) => (layer.kind === 'scale' ? [layer.factor] : []));
  return [undefined, ...factors];
}

const gateOf = (key = ''): ResNetOptions['gate'] =>
  (['exclusive', 'shortcut-only'] as const).find((of) => key === `residual ${of}`);

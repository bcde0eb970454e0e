import {
  boolean,
  callback,
  isNumber,
  kind,
  number,
  oneOf,
  required,
  type Kind,
  type Kinds,
} from '@resnet-compile/options';
import { isLayer } from '../brand.ts';
import { checkOptions } from '../check-options.ts';
import { arrayOf, below1, booleanOr, integerFrom, positiveNumber } from '../kinds.ts';
import type { Layer } from '../layer.ts';
import { relu } from '../layers/activations.ts';
import { batchNorm } from '../layers/batch-norm.ts';
import { copyOf } from '../layers/copy-of.ts';
import { layerPaths, inputKind, outputsKind } from '../network.ts';
import type { Problem } from '../problem.ts';
import { inUsersCode, type SourcePosition } from '../source-position.ts';
import { attentionOf } from './attention.ts';
import { misuses } from './misuses.ts';
import type { Block, LayerSource, ResNetOptions } from './options.ts';

type Optional = 'normalize' | 'outputs' | 'explain' | 'gate' | 'antialias';

/** Options with their defaults, and one value for each stage where there may be. */
export interface ResolvedOptions
  extends
    Required<Omit<ResNetOptions, Optional | 'block' | 'width' | 'reduceFirst' | 'norm' | 'activation' | 'attention'>>,
    Pick<ResNetOptions, Optional> {
  readonly blocks: readonly Block[];
  readonly widths: readonly number[];
  readonly reduceFirst: readonly number[];
  readonly norm: () => Layer;
  readonly activation: () => Layer;
  readonly attention: (channels: number) => Layer | undefined;
}

const layer = kind('a layer', isLayer);
const source = oneOf(
  [],
  kind('a layer, or a function that makes one', (value) => isLayer(value) || callback.holds(value)),
);
const oneOrEach = (item: Kind, each: string): Kind =>
  oneOf([], {
    ...kind(
      `${item.expected}, or ${each}`,
      (value) => item.holds(value) || arrayOf(item, '').holds(value),
      item.isType,
    ),
  });
const block = oneOf(['basic', 'bottleneck'], { ...callback, expected: 'a function that builds a block' });
const finite = kind('a finite number', Number.isFinite, isNumber);
const numbers = (...choices: readonly number[]): Kind =>
  kind(
    `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`,
    (value) => choices.includes(value as number),
    isNumber,
  );

const kinds: Kinds<ResNetOptions> = {
  stages: required(arrayOf(integerFrom(1), 'a list of positive integers, blocks per stage')),
  block: { ...block, holds: (value) => block.holds(value) || arrayOf(block, '').holds(value) },
  variant: oneOf(['v1.5', 'v1', 'v2']),
  placement: oneOf(['original', 'bn-after-add', 'relu-before-add', 'relu-only', 'full']),
  bothPreactivate: boolean,
  shortcut: oneOf(['B', 'A', 'A-split', 'C', 'D', 'conv', 'dropout', 'none']),
  shortcutKernel: numbers(1, 3),
  shortcutScale: finite,
  residualScale: finite,
  gate: oneOf(['exclusive', 'shortcut-only']),
  gateBias: finite,
  stem: oneOf(
    ['imagenet', 'cifar', 'deep', 'tiered'],
    kind("layers of one's own", (value) => isLayer(value) || (typeof value === 'object' && value !== null)),
  ),
  stemWidth: integerFrom(1),
  stemPool: oneOf(['max', 'conv', 'zeros', 'none']),
  width: oneOrEach(integerFrom(1), 'one for each stage'),
  groups: integerFrom(1),
  widthPerGroup: integerFrom(1),
  reduceFirst: oneOrEach(integerFrom(1), 'one for each stage'),
  attention: oneOf(['se', 'eca'], { ...callback, expected: 'a function from channels to a layer' }),
  activation: source,
  norm: source,
  bias: boolean,
  weightStandardization: booleanOr('{ epsilon }, a positive number', { epsilon: positiveNumber }),
  antialias: oneOf(['blur', 'average']),
  outputStride: numbers(32, 16, 8),
  stochasticDepth: number(0, 1),
  dropout: below1,
  input: inputKind,
  classes: integerFrom(1),
  outputs: outputsKind,
  explain: layerPaths,
  normalize: kind(
    'an object with mean and std',
    (value) => typeof value === 'object' && value !== null && !layer.holds(value),
  ),
};

/** Everything that is wrong with the options, and defaults filled in for those and for what is left out: a block of one's own has mistakes to report, too. */
export function resolveOptions(
  options: ResNetOptions,
  position: SourcePosition | undefined,
): { readonly resolved: ResolvedOptions; readonly problems: readonly Problem[] } {
  const problems: readonly Problem[] = checkOptions('resnet', options, kinds, position);
  const wrong = new Set(problems.map(({ option }) => option));
  const given: Partial<ResNetOptions> = Object.fromEntries(
    Object.entries(options ?? {}).filter(([option, value]) => value !== undefined && !wrong.has(option)),
  );
  const misused = problems.length
    ? []
    : misuses(given).map((misuse): Problem => ({ code: 'RC1103', ...misuse, ...(position ? { position } : {}) }));
  // What is mistaken counts as left out.
  for (const { option } of misused) if (option !== undefined) delete (given as Record<string, unknown>)[option];
  return { resolved: withDefaultsOf(given), problems: [...problems, ...misused] };
}

function withDefaultsOf(given: Partial<ResNetOptions>): ResolvedOptions {
  const {
    stages = [1],
    block: blocks = 'basic',
    width = 64,
    reduceFirst = 1,
    placement,
    variant: told,
    ...rest
  } = given;
  const each = <Value>(value: Value | readonly Value[], ofStage: (value: Value, stage: number) => Value): Value[] =>
    stages.map((_, stage) =>
      Array.isArray(value) ? ((value as readonly Value[])[stage] as Value) : ofStage(value as Value, stage),
    );
  const widths = each<number>(width, (first, stage) => first * 2 ** stage);
  const variant = placement === 'full' ? 'v2' : (told ?? 'v1.5');
  return {
    shortcut: 'B',
    shortcutKernel: 1,
    shortcutScale: 1,
    residualScale: 1,
    gateBias: 0,
    bothPreactivate: false,
    stem: 'imagenet',
    stemPool: rest.stem === 'cifar' || typeof rest.stem === 'object' ? 'none' : 'max',
    groups: 1,
    widthPerGroup: 64,
    bias: false,
    weightStandardization: false,
    outputStride: 32,
    stochasticDepth: 0,
    dropout: 0,
    input: [3, 224, 224],
    classes: 1000,
    ...rest,
    stages,
    variant,
    placement: variant === 'v2' ? 'full' : (placement ?? 'original'),
    stemWidth: rest.stemWidth ?? widths[0] ?? 64,
    widths,
    blocks: each<Block>(blocks, (one) => one),
    reduceFirst: each<number>(reduceFirst, (one) => one),
    norm: makerOf(rest.norm, batchNorm),
    activation: makerOf(rest.activation, relu),
    attention: attentionOf(rest.attention),
  };
}

/** Each place has a layer of its own: equal ones are not the same parameters. */
const makerOf = (source: LayerSource | undefined, otherwise: () => Layer): (() => Layer) =>
  source === undefined ? otherwise : typeof source === 'function' ? inUsersCode(source) : () => copyOf(source);

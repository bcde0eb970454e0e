import { describe, expect, test } from 'vitest';
import * as named from '../src/architectures/index.ts';
import * as dsl from '../src/index.ts';

interface Made {
  readonly problems: readonly dsl.Problem[];
}
type Call = (options: never) => Made;

const net = dsl.cifarResnet(8);
/** Of those that have names, a few of each kind. */
const {
  resnet18,
  resnext50_32x4d,
  wide_resnet50_2,
  plain18,
  seresnet18,
  resnetrs50,
  resnetv2_50x1_bit,
  res2net50_26w_4s,
  skresnet18,
  resnest14d,
  test_resnet,
} = dsl;
const architectures = {
  resnet18,
  resnext50_32x4d,
  wide_resnet50_2,
  plain18,
  seresnet18,
  resnetrs50,
  resnetv2_50x1_bit,
  res2net50_26w_4s,
  skresnet18,
  resnest14d,
  test_resnet,
};
/** What a function that builds blocks is told is wrong in each block. */
const inBlock =
  <Options>(make: (options: Options) => dsl.BlockFunction) =>
  (options: Options): Made => {
    let seen: Made | undefined;
    const watched: dsl.BlockFunction = (context, parts) => {
      const block = make(options)(context, parts);
      seen = block;
      return block;
    };
    dsl.resnet({ stages: [1], block: watched });
    return seen!;
  };
/** Every public function that takes options, with those that it must have; what the networks of a name are told goes on to `resnet`. */
const calls: Readonly<Record<string, readonly [Call, object, string?]>> = {
  conv: [(options) => dsl.conv(8, options), {}],
  batchNorm: [dsl.batchNorm, {}],
  groupNorm: [dsl.groupNorm, {}],
  layerNorm: [dsl.layerNorm, {}],
  instanceNorm: [dsl.instanceNorm, {}],
  filterResponseNorm: [dsl.filterResponseNorm, {}],
  evoNormS0: [dsl.evoNormS0, {}],
  channelConv: [dsl.channelConv, { kernel: 3 }],
  maxPool: [dsl.maxPool, { kernel: 2 }],
  averagePool: [dsl.averagePool, { kernel: 2 }],
  dense: [(options) => dsl.dense(8, options), {}],
  normalize: [dsl.normalize, { mean: [0], std: [1] }],
  blur: [(options) => dsl.blur(options), {}],
  pad: [(options) => dsl.pad(1, options), {}],
  padChannels: [dsl.padChannels, {}],
  scale: [(options) => dsl.scale(0.5, options), {}],
  prelu: [dsl.prelu, {}],
  leakyRelu: [dsl.leakyRelu, {}],
  elu: [dsl.elu, {}],
  gelu: [dsl.gelu, {}],
  residual: [dsl.residual, { body: dsl.relu() }],
  split: [(options) => dsl.split([dsl.relu()], options), {}],
  cascade: [(options) => dsl.cascade([dsl.relu()], options), {}],
  squeezeExcitation: [(options) => dsl.squeezeExcitation(8, options), {}],
  selectiveKernels: [(options) => dsl.selectiveKernels(8, options), {}],
  splitAttention: [(options) => dsl.splitAttention(8, options), {}],
  res2NetBlock: [inBlock(dsl.res2NetBlock), { scales: 2 }],
  selectiveKernelBlock: [inBlock(dsl.selectiveKernelBlock), { block: 'basic' }],
  splitAttentionBlock: [inBlock(dsl.splitAttentionBlock), {}],
  select: [dsl.select, { branches: [dsl.relu()], weights: dsl.globalAveragePool() }],
  network: [(options) => dsl.network(options, dsl.relu()), {}],
  resnet: [dsl.resnet, { stages: [1] }],
  training: [(options) => dsl.training(net, options), {}],
  crossEntropy: [dsl.crossEntropy, {}],
  binaryCrossEntropy: [dsl.binaryCrossEntropy, {}],
  sgd: [dsl.sgd, {}],
  adamW: [dsl.adamW, {}],
  rmsProp: [dsl.rmsProp, {}],
  ...Object.fromEntries(Object.entries(architectures).map(([name, call]) => [name, [call, {}, 'resnet'] as const])),
  cifarResnet: [(options) => dsl.cifarResnet(20, options), {}, 'resnet'],
  cifarPlain: [(options) => dsl.cifarPlain(20, options), {}, 'resnet'],
  cifarPreactResnet: [(options) => dsl.cifarPreactResnet(164, options), {}, 'resnet'],
  wideResnet: [(options) => dsl.wideResnet(28, 10, options), {}, 'resnet'],
};
const withoutOptions = [
  'isLayer',
  'isNetwork',
  'globalAveragePool',
  'dropout',
  'stochasticDepth',
  'flatten',
  'identity',
  'relu',
  'relu6',
  'silu',
  'hardSwish',
  'hardSigmoid',
  'mish',
  'tanh',
  'sigmoid',
  'softplus',
  'product',
  'subsample',
  'sequential',
  'concatenate',
  'sum',
  'shared',
  'deepen',
  'headOf',
  'withClasses',
  'withOutputs',
  'asNetwork',
  'efficientChannelAttention',
];

test('these are all public functions', () =>
  expect([...new Set([...Object.keys(calls), ...withoutOptions, ...Object.keys(named)])].sort()).toEqual(
    Object.keys(dsl).sort(),
  ));

describe.each(Object.entries(calls))('%s', (name, [call, needed, reporter = name]) => {
  const told = (options: unknown): readonly string[] =>
    call(options as never).problems.map(({ code, message }) => `${code} ${message}`);
  test('takes what it must have, undefined being as good as left out', () =>
    expect(
      told({
        ...needed,
        ...Object.fromEntries(
          namesOf(call)
            .filter((option) => !(option in needed))
            .map((option) => [option, undefined]),
        ),
      }),
    ).toEqual([]));
  test('refuses a name that there is not', () =>
    expect(told({ ...needed, nonsense: undefined })).toEqual([`RC1101 ${reporter}: there is no option "nonsense"`]));
  test.each<readonly [string, unknown]>([
    ['"text"', 'text'],
    ['4', 4],
    ['true', true],
    ['null', null],
    ['[1]', [1]],
    ['a function', () => {}],
    ['a Promise (await it)', Promise.resolve({})],
    ['a Map', new Map()],
    ['a relu layer', dsl.relu()],
    ['a network', net],
  ])('refuses options that are %s', (found, options) =>
    expect(told(options)).toEqual([`RC1102 ${reporter}: the options are ${found}; expected an object`]),
  );
});

/** The options that there are, as the hint lists them. */
function namesOf(call: Call): readonly string[] {
  const hint = call({ farFromAllOfThem: 1 } as never).problems.find(({ code }) => code === 'RC1101')!.hint!;
  // The argument before the options is among them.
  return /^the options are (.+)$/
    .exec(hint)![1]!
    .split(', ')
    .filter((name) => !['channels', 'features', 'factor'].includes(name));
}

test('undefined changes no default', () => {
  const plain = (value: object): unknown =>
    JSON.parse(JSON.stringify(value, (key, part) => (key === 'position' ? undefined : part)));
  const nothing = { stages: undefined, block: undefined, width: undefined, classes: undefined } as never;
  expect(plain(dsl.resnet18(nothing))).toEqual(plain(dsl.resnet18()));
  expect(plain(dsl.cifarPlain(20, nothing))).toEqual(plain(dsl.cifarPlain(20)));
  expect(dsl.sgd({ momentum: undefined, decay: undefined } as never)).toEqual(dsl.sgd());
  expect(dsl.adamW({ betas: undefined } as never)).toEqual(dsl.adamW());
});

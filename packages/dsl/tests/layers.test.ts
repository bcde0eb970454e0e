import { expect, test } from 'vitest';
import {
  averagePool,
  batchNorm,
  cascade,
  channelConv,
  concatenate,
  conv,
  dense,
  dropout,
  evoNormS0,
  filterResponseNorm,
  flatten,
  globalAveragePool,
  groupNorm,
  identity,
  instanceNorm,
  isLayer,
  layerNorm,
  maxPool,
  network,
  normalize,
  pad,
  padChannels,
  relu,
  leakyRelu,
  elu,
  gelu,
  residual,
  select,
  sequential,
  split,
  subsample,
  sum,
  type Layer,
} from '../src/index.ts';

/** Without positions, and without the list of problems where it is empty. */
const plain = (layer: Layer): unknown =>
  JSON.parse(
    JSON.stringify(layer, (key, value) =>
      key === 'position' || (key === 'problems' && value.length === 0) ? undefined : value,
    ),
  );

test.each<[string, Layer, object]>([
  [
    'conv',
    conv(64),
    {
      kind: 'conv',
      channels: 64,
      kernel: [1, 1],
      stride: [1, 1],
      padding: [0, 0, 0, 0],
      dilation: [1, 1],
      groups: 1,
      bias: false,
    },
  ],
  [
    'conv with options',
    conv(8, { kernel: 3, stride: 2, groups: 4, bias: true }),
    {
      kind: 'conv',
      channels: 8,
      kernel: [3, 3],
      stride: [2, 2],
      padding: [1, 1, 1, 1],
      dilation: [1, 1],
      groups: 4,
      bias: true,
    },
  ],
  [
    'conv with pairs',
    conv(8, { kernel: [7, 2], stride: [1, 2], padding: [0, 3] }),
    {
      kind: 'conv',
      channels: 8,
      kernel: [7, 2],
      stride: [1, 2],
      padding: [0, 3, 0, 3],
      dilation: [1, 1],
      groups: 1,
      bias: false,
    },
  ],
  [
    'conv, padding by default half of the kernel',
    conv(8, { kernel: [5, 2] }),
    {
      kind: 'conv',
      channels: 8,
      kernel: [5, 2],
      stride: [1, 1],
      padding: [2, 1, 2, 1],
      dilation: [1, 1],
      groups: 1,
      bias: false,
    },
  ],
  [
    'conv with standardised filters',
    conv(8, { weightStandardization: true }),
    {
      kind: 'conv',
      channels: 8,
      kernel: [1, 1],
      stride: [1, 1],
      padding: [0, 0, 0, 0],
      dilation: [1, 1],
      groups: 1,
      bias: false,
      weightStandardization: { epsilon: 1e-8 },
    },
  ],
  [
    'conv with standardised filters and an epsilon of its own',
    conv(8, { weightStandardization: { epsilon: 1e-6 } }),
    {
      kind: 'conv',
      channels: 8,
      kernel: [1, 1],
      stride: [1, 1],
      padding: [0, 0, 0, 0],
      dilation: [1, 1],
      groups: 1,
      bias: false,
      weightStandardization: { epsilon: 1e-6 },
    },
  ],
  ['batchNorm', batchNorm(), { kind: 'batchNorm', epsilon: 1e-5, momentum: 0.1 }],
  [
    'batchNorm with options',
    batchNorm({ epsilon: 1e-3, momentum: 0.01 }),
    { kind: 'batchNorm', epsilon: 1e-3, momentum: 0.01 },
  ],
  ['groupNorm', groupNorm(), { kind: 'groupNorm', groups: 32, epsilon: 1e-5 }],
  ['groupNorm with options', groupNorm({ groups: 4, epsilon: 1e-3 }), { kind: 'groupNorm', groups: 4, epsilon: 1e-3 }],
  ['layerNorm', layerNorm(), { kind: 'groupNorm', groups: 1, epsilon: 1e-5 }],
  ['instanceNorm', instanceNorm({ epsilon: 1e-3 }), { kind: 'groupNorm', groups: 'channels', epsilon: 1e-3 }],
  ['filterResponseNorm', filterResponseNorm(), { kind: 'filterResponseNorm', epsilon: 1e-5 }],
  ['evoNormS0', evoNormS0({ groups: 8 }), { kind: 'evoNormS0', groups: 8, epsilon: 1e-5 }],
  ['channelConv', channelConv({ kernel: 5 }), { kind: 'channelConv', kernel: 5 }],
  [
    'maxPool',
    maxPool({ kernel: 3 }),
    { kind: 'maxPool', kernel: [3, 3], stride: [3, 3], padding: [0, 0, 0, 0], ceilMode: false, countIncludePad: true },
  ],
  [
    'maxPool with options',
    maxPool({ kernel: 3, stride: [2, 1], padding: 1 }),
    { kind: 'maxPool', kernel: [3, 3], stride: [2, 1], padding: [1, 1, 1, 1], ceilMode: false, countIncludePad: true },
  ],
  [
    'averagePool',
    averagePool({ kernel: [2, 4], countIncludePad: false }),
    {
      kind: 'averagePool',
      kernel: [2, 4],
      stride: [2, 4],
      padding: [0, 0, 0, 0],
      ceilMode: false,
      countIncludePad: false,
    },
  ],
  [
    'conv, padding on each side, dilated',
    conv(8, { kernel: 3, padding: [0, 1, 2, 3], dilation: [1, 2] }),
    {
      kind: 'conv',
      channels: 8,
      kernel: [3, 3],
      stride: [1, 1],
      padding: [0, 1, 2, 3],
      dilation: [1, 2],
      groups: 1,
      bias: false,
    },
  ],
  [
    'conv, padding by default half of the dilated window',
    conv(8, { kernel: [3, 2], dilation: 3 }),
    {
      kind: 'conv',
      channels: 8,
      kernel: [3, 2],
      stride: [1, 1],
      padding: [3, 2, 3, 2],
      dilation: [3, 3],
      groups: 1,
      bias: false,
    },
  ],
  [
    "maxPool, padding as TensorFlow's",
    maxPool({ kernel: 3, stride: 2, padding: 'same', ceilMode: true }),
    { kind: 'maxPool', kernel: [3, 3], stride: [2, 2], padding: 'same', ceilMode: true, countIncludePad: true },
  ],
  ['pad', pad(2), { kind: 'pad', sides: [2, 2, 2, 2], mode: 'zeros' }],
  ['pad with options', pad([1, 2], { mode: 'reflection' }), { kind: 'pad', sides: [1, 2, 1, 2], mode: 'reflection' }],
  ['dense', dense(10), { kind: 'dense', features: 10, bias: true }],
  ['dense without bias', dense(10, { bias: false }), { kind: 'dense', features: 10, bias: false }],
  ['dropout', dropout(0.5), { kind: 'dropout', per: 'element', rate: 0.5 }],
  ['normalize', normalize({ mean: [0.5, 0], std: [1, 2] }), { kind: 'normalize', mean: [0.5, 0], std: [1, 2] }],
  ['subsample', subsample(2), { kind: 'subsample', stride: [2, 2] }],
  ['padChannels', padChannels({ after: 16 }), { kind: 'padChannels', before: 0, after: 16 }],
  ['relu', relu(), { kind: 'activation', activation: 'relu', numbers: [] }],
  ['leakyRelu', leakyRelu(), { kind: 'activation', activation: 'leaky_relu', numbers: [0.01] }],
  ['elu with options', elu({ alpha: 2 }), { kind: 'activation', activation: 'elu', numbers: [2] }],
  ['gelu', gelu(), { kind: 'activation', activation: 'gelu', numbers: [] }],
  ['gelu by tanh', gelu({ approximate: 'tanh' }), { kind: 'activation', activation: 'gelu_tanh', numbers: [] }],
  ['identity', identity(), { kind: 'identity' }],
  ['flatten', flatten(), { kind: 'flatten' }],
  ['globalAveragePool', globalAveragePool(), { kind: 'globalAveragePool' }],
  [
    'sequential of a record',
    sequential({ a: relu(), b: identity() }),
    {
      kind: 'sequential',
      children: [
        ['a', { kind: 'activation', activation: 'relu', numbers: [] }],
        ['b', { kind: 'identity' }],
      ],
    },
  ],
  [
    'sequential of an array',
    sequential([relu()]),
    { kind: 'sequential', children: [['0', { kind: 'activation', activation: 'relu', numbers: [] }]] },
  ],
  [
    'concatenate',
    concatenate([identity(), relu()]),
    {
      kind: 'branches',
      join: 'concatenate',
      children: [
        ['0', { kind: 'identity' }],
        ['1', { kind: 'activation', activation: 'relu', numbers: [] }],
      ],
    },
  ],
  [
    'split',
    split({ a: identity() }, { shares: [2] }),
    { kind: 'branches', join: 'concatenate', reads: 'parts', shares: [2], children: [['a', { kind: 'identity' }]] },
  ],
  [
    'cascade of branches that have no names',
    cascade([identity()], { numbered: false }),
    { kind: 'branches', join: 'concatenate', reads: 'cascade', children: [['', { kind: 'identity' }]] },
  ],
  ['sum', sum([identity()]), { kind: 'branches', join: 'sum', children: [['0', { kind: 'identity' }]] }],
  [
    'select',
    select({ branches: { a: identity() }, weights: globalAveragePool(), reads: 'parts', groups: 2 }),
    {
      kind: 'select',
      reads: 'parts',
      groups: 2,
      children: [['a', { kind: 'identity' }]],
      weights: { kind: 'globalAveragePool' },
    },
  ],
  [
    'residual',
    residual({ body: relu() }),
    { kind: 'residual', body: { kind: 'activation', activation: 'relu', numbers: [] } },
  ],
  [
    'residual with all parts',
    residual({ preactivation: [relu()], body: { one: relu() }, shortcut: identity(), activation: relu() }),
    {
      kind: 'residual',
      preactivation: { kind: 'sequential', children: [['0', { kind: 'activation', activation: 'relu', numbers: [] }]] },
      body: { kind: 'sequential', children: [['one', { kind: 'activation', activation: 'relu', numbers: [] }]] },
      shortcut: { kind: 'identity' },
      activation: { kind: 'activation', activation: 'relu', numbers: [] },
    },
  ],
])('%s', (_, layer, expected) => {
  expect(plain(layer)).toEqual(expected);
  expect(isLayer(layer)).toBe(true);
});

const never = (value: unknown): never => value as never;

const pair = 'a positive integer, or [vertical, horizontal]';
const sides = "'same' or an integer of at least 0, [vertical, horizontal], or [top, right, bottom, left]";
test.each<[Layer, ...string[]]>([
  [conv(0), 'RC1102 conv: option channels is 0; expected a positive integer'],
  [conv(1.5), 'RC1102 conv: option channels is 1.5; expected a positive integer'],
  [conv(Number.NaN), 'RC1102 conv: option channels is NaN; expected a positive integer'],
  [conv(never(undefined)), 'RC1102 conv: option channels is missing; expected a positive integer'],
  [conv(never('64')), 'RC1102 conv: option channels is "64"; expected a positive integer'],
  [conv(64, never(3)), 'RC1102 conv: the options are 3; expected an object'],
  [conv(64, never(null)), 'RC1102 conv: the options are null; expected an object'],
  [conv(64, never([3, 3])), 'RC1102 conv: the options are [3,3]; expected an object'],
  [conv(1, { kernel: 0 }), `RC1102 conv: option kernel is 0; expected ${pair}`],
  [conv(1, { stride: [1, 0] }), `RC1102 conv: option stride is [1,0]; expected ${pair}`],
  [conv(1, { padding: -1 }), `RC1102 conv: option padding is -1; expected ${sides}`],
  [
    conv(1, { padding: never('Same') }),
    `RC1102 conv: option padding is "Same"; expected ${sides} → did you mean 'same'?`,
  ],
  [conv(1, { padding: never([1, 2, 3]) }), `RC1102 conv: option padding is [1,2,3]; expected ${sides}`],
  [
    averagePool({ kernel: 2, ceilMode: never('yes') }),
    'RC1102 averagePool: option ceilMode is "yes"; expected true or false',
  ],
  [conv(1, { groups: 0 }), 'RC1102 conv: option groups is 0; expected a positive integer'],
  [
    conv(1, { weightStandardization: { epsilon: 0 } }),
    'RC1102 conv: option weightStandardization is {"epsilon":0}; expected true, false or { epsilon }, a positive number',
  ],
  [conv(1, { bias: never('no') }), 'RC1102 conv: option bias is "no"; expected true or false'],
  [
    conv(0, never({ strides: 2 })),
    'RC1102 conv: option channels is 0; expected a positive integer',
    'RC1101 conv: there is no option "strides" → did you mean stride?',
  ],
  [conv(1, never({ dilatation: 2 })), 'RC1101 conv: there is no option "dilatation" → did you mean dilation?'],
  [batchNorm({ epsilon: 0 }), 'RC1102 batchNorm: option epsilon is 0; expected a positive number'],
  [batchNorm({ momentum: 2 }), 'RC1102 batchNorm: option momentum is 2; expected a number from 0 to 1'],
  [batchNorm(never({ eps: 1 })), 'RC1101 batchNorm: there is no option "eps" → the options are epsilon, momentum'],
  [maxPool(never({})), `RC1102 maxPool: option kernel is missing; expected ${pair}`],
  [maxPool(never(3)), 'RC1102 maxPool: the options are 3; expected an object'],
  [
    maxPool(never({ kernel: 3, countIncludePad: true })),
    'RC1101 maxPool: there is no option "countIncludePad" → the options are kernel, stride, padding, ceilMode',
  ],
  [
    averagePool({ kernel: 2, countIncludePad: never(1) }),
    'RC1102 averagePool: option countIncludePad is 1; expected true or false',
  ],
  [dense(0), 'RC1102 dense: option features is 0; expected a positive integer'],
  [dense(never(undefined)), 'RC1102 dense: option features is missing; expected a positive integer'],
  [dense(10, never({ biass: true })), 'RC1101 dense: there is no option "biass" → did you mean bias?'],
  [dense(10, never(null)), 'RC1102 dense: the options are null; expected an object'],
  [dropout(1.5), 'RC1102 dropout: option rate is 1.5; expected a number from 0 to 1'],
  [dropout(never(undefined)), 'RC1102 dropout: option rate is missing; expected a number from 0 to 1'],
  [normalize(never({ mean: [0] })), 'RC1102 normalize: option std is missing; expected a list of positive numbers'],
  [
    normalize({ mean: [], std: [0] }),
    'RC1102 normalize: option mean is []; expected a list of finite numbers',
    'RC1102 normalize: option std is [0]; expected a list of positive numbers',
  ],
  [
    normalize({ mean: [Number.NaN], std: [1] }),
    'RC1102 normalize: option mean is [NaN]; expected a list of finite numbers',
  ],
  [
    normalize({ mean: [0], std: [1, 1] }),
    'RC1103 normalize: 1 means and 2 standard deviations; expected one of each per channel',
  ],
  [subsample(0), `RC1102 subsample: option stride is 0; expected ${pair}`],
  [subsample(never(undefined)), `RC1102 subsample: option stride is missing; expected ${pair}`],
  [
    pad(-1),
    'RC1102 pad: option sides is -1; expected an integer of at least 0, [vertical, horizontal], or [top, right, bottom, left]',
  ],
  [
    pad(1, { mode: never('reflect') }),
    "RC1102 pad: option mode is \"reflect\"; expected 'zeros' or 'reflection' → did you mean 'reflection'?",
  ],
  [padChannels({ before: -1 }), 'RC1102 padChannels: option before is -1; expected an integer of at least 0'],
  [sequential(never(3)), 'RC1104 sequential: found 3; expected layers in an array or a record'],
  [sequential({ act: never(relu) }), 'RC1104 sequential: "act" is a function; expected a layer → call it'],
  [sequential([never({ kind: 'relu' })]), 'RC1104 sequential: "0" is {"kind":"relu"}; expected a layer'],
  [concatenate([]), 'RC1104 concatenate: no branches; expected at least one'],
  [concatenate(never(undefined)), 'RC1104 concatenate: found undefined; expected layers in an array or a record'],
  [residual(never({})), 'RC1102 residual: option body is missing; expected a layer, or layers in an array or a record'],
  [residual(never(relu())), 'RC1102 residual: the options are a relu layer; expected an object'],
  [sequential(never(relu())), 'RC1104 sequential: found a relu layer; expected layers in an array or a record'],
  [sequential([never(network({}, relu()))]), 'RC1104 sequential: "0" is a network; expected a layer'],
  [
    residual({ body: relu(), activation: never(relu) }),
    'RC1102 residual: option activation is a function; expected a layer, or layers in an array or a record',
  ],
])('%#: %o', (layer, ...expected) => {
  expect(
    layer.problems.map(({ code, message, hint }) => `${code} ${message}${hint === undefined ? '' : ` → ${hint}`}`),
  ).toEqual(expected);
});

test('a mistake in one part hides none in the others', () => {
  const layer = residual({ body: conv(0), shortcut: never(7) });
  expect(layer.problems).toHaveLength(1);
  expect(layer.body.problems).toHaveLength(1);
});

const found = (value: unknown): string =>
  conv(never(value)).problems[0]!.message.slice('conv: option channels is '.length).split('; expected')[0]!;

test('values of all sorts are shown, and long ones cut', () => {
  const cycle: unknown[] = [];
  cycle.push(cycle);
  expect([10n, [1n, Infinity], Symbol('s'), null, true, cycle, { a: [undefined] }, 'x\u001b'].map(found)).toEqual([
    '10n',
    '[1n,Infinity]',
    'Symbol(s)',
    'null',
    'true',
    '[[[…]]]',
    '{"a":[undefined]}',
    String.raw`"x\u001b"`,
  ]);
  expect(found('x'.repeat(100))).toBe(`"${'x'.repeat(56)}…`);
});

import * as dsl from '@resnet-compile/dsl';
import {
  averagePool,
  batchNorm,
  blur,
  cascade,
  channelConv,
  concatenate,
  conv,
  dense,
  elu,
  evoNormS0,
  filterResponseNorm,
  flatten,
  gelu,
  globalAveragePool,
  groupNorm,
  hardSigmoid,
  hardSwish,
  identity,
  instanceNorm,
  layerNorm,
  leakyRelu,
  maxPool,
  mish,
  network,
  normalize,
  pad,
  padChannels,
  prelu,
  product,
  relu,
  relu6,
  residual,
  scale,
  select,
  sequential,
  shared,
  sigmoid,
  silu,
  softplus,
  split,
  subsample,
  sum,
  tanh,
  type InputShape,
  type Layer,
} from '@resnet-compile/dsl';
import { groupings, handMadeNetworks } from '@resnet-compile/testing';
import { describe, test } from 'vitest';
import { opsets } from '../../src/index.ts';
import { expectReference } from './expect-reference.ts';

/** Operator sets in which something is written another way than in the one before. */
const different = [9, 10, 11, 13, 14, 18, 20, opsets.most];
const forms = [...different.map((opset) => ({ opset })), { folded: true }, { folded: true, opset: 9 }];

/** A layer alone, its value as an output, and what makes classes of it. */
const alone = (layer: Layer, input: InputShape): dsl.Network =>
  network({ input, outputs: ['layer'] }, { layer, pool: globalAveragePool(), fc: dense(3) });

const standardized = { kernel: 3, weightStandardization: true } as const;

const layers: readonly (readonly [name: string, layer: Layer, input?: InputShape])[] = [
  ['conv 1×1', conv(5)],
  ['conv with bias', conv(5, { kernel: 3, bias: true })],
  ['conv, asymmetric', conv(7, { kernel: [3, 5], stride: [2, 1], padding: [0, 3, 1, 2] })],
  ['conv, same, even kernel', conv(5, { kernel: 4, stride: 3, padding: 'same' })],
  ['conv, dilated', conv(5, { kernel: 3, dilation: [2, 1], padding: [2, 1] })],
  ...groupings.map(
    ([channels, out, groups]) =>
      [
        `conv from ${channels} to ${out} in ${groups} groups`,
        conv(out, { kernel: 3, groups }),
        [channels, 5, 4],
      ] as const,
  ),
  ['standardised filters', conv(5, standardized)],
  ['standardised filters and a batch norm', sequential([conv(5, standardized), batchNorm()])],
  ['batch norm', batchNorm()],
  [
    'batch norm behind a conv with bias',
    sequential([conv(5, { kernel: 3, bias: true }), batchNorm({ epsilon: 1e-3, momentum: 0.01 })]),
  ],
  ['max pool', maxPool({ kernel: 3, stride: 2, padding: 1 })],
  ['max pool, rounded up', maxPool({ kernel: 2, stride: 3, ceilMode: true })],
  ['max pool, rounded up and padded', maxPool({ kernel: 3, stride: 2, padding: [1, 0], ceilMode: true })],
  ['max pool, same', maxPool({ kernel: [2, 3], stride: 2, padding: 'same' })],
  ['average pool', averagePool({ kernel: 3, stride: 2, padding: 1 })],
  ['average pool, padding not counted', averagePool({ kernel: 3, stride: 2, padding: 1, countIncludePad: false })],
  ['average pool, rounded up', averagePool({ kernel: 2, stride: 2, ceilMode: true })],
  [
    'average pool, rounded up, not counted',
    averagePool({ kernel: 2, stride: 2, ceilMode: true, countIncludePad: false }),
  ],
  ['average pool, rounded up, padded', averagePool({ kernel: 3, stride: [3, 2], padding: 1, ceilMode: true })],
  [
    'average pool, asymmetric, rounded up',
    averagePool({ kernel: 4, stride: 3, padding: [2, 0, 1, 1], ceilMode: true }),
  ],
  ['blur', blur({ stride: 2 })],
  [
    'zeros around, then the largest',
    sequential([sigmoid(), scale(-1), pad([1, 0, 2, 1]), maxPool({ kernel: 3, stride: 2 })]),
  ],
  [
    'zeros around negative numbers, then a padded maximum',
    sequential([sigmoid(), scale(-1), pad([2, 1, 2, 1]), maxPool({ kernel: 3, stride: 1, padding: 1 })]),
  ],
  [
    'zeros around, then a mean',
    sequential([pad([1, 0, 2, 1]), averagePool({ kernel: 3, stride: 2, padding: 1, countIncludePad: false })]),
  ],
  ['zeros around, then a conv', sequential([pad([1, 0, 2, 1]), conv(4, { kernel: 3, padding: 0 })])],
  ['reflection', pad([1, 2, 3, 0], { mode: 'reflection' })],
  ['group norm', groupNorm({ groups: 2 }), [6, 7, 9]],
  ['group norm of single channels', groupNorm({ groups: 6 }), [6, 7, 9]],
  ['layer norm', layerNorm()],
  ['instance norm', instanceNorm()],
  ['filter response norm', filterResponseNorm()],
  ['EvoNorm', evoNormS0({ groups: 2 }), [6, 7, 9]],
  ['channel conv', sequential([globalAveragePool(), channelConv({ kernel: 5 })]), [11, 3, 3]],
  ['trained scale', sequential([scale(0.5, { trained: true }), scale(2)])],
  ['normalize', normalize({ mean: [0.5, 0.1, -1], std: [0.2, 3, 1] })],
  ['pad channels', padChannels({ before: 2, after: 5 })],
  ['subsample', subsample([2, 3])],
  ['identity', identity()],
  ['concatenation', concatenate([conv(3), identity()])],
  ['concatenation of one', concatenate([identity()])],
  [
    'sum of three, one of them a pixel, one a channel',
    sum([conv(5), sequential([globalAveragePool(), conv(5)]), conv(1)]),
  ],
  ['a gate', product([identity(), sequential([globalAveragePool(), conv(3), sigmoid()])])],
  ['split', split([conv(3, { kernel: 3 }), identity()]), [4, 5, 5]],
  ['cascade', cascade([identity(), conv(2, { kernel: 3 }), conv(2, { kernel: 3 })]), [6, 5, 5]],
  ['one filter in two places', residual({ body: sequential({ a: shared(conv(3, { kernel: 3 })), b: relu() }) })],
  ['squeeze and excitation', dsl.squeezeExcitation(16), [16, 5, 5]],
  ['efficient channel attention', dsl.efficientChannelAttention(16), [16, 5, 5]],
];

const sized = layers.map(([name, layer, input = [3, 7, 9]]) => [name, layer, input] as const);

test.each(sized)('%s', (_, layer, input) => expectReference(alone(layer, input), forms));

test.each([
  ['relu', relu()],
  ['relu6', relu6()],
  ['leakyRelu', leakyRelu({ slope: 0.2 })],
  ['elu', elu({ alpha: 0.7 })],
  ['silu', silu()],
  ['gelu', gelu()],
  ['gelu, tanh', gelu({ approximate: 'tanh' })],
  ['hardSwish', hardSwish()],
  ['hardSigmoid', hardSigmoid()],
  ['mish', mish()],
  ['tanh', tanh()],
  ['sigmoid', sigmoid()],
  ['softplus', softplus()],
  ['prelu', prelu()],
  ['prelu per channel', prelu({ perChannel: true })],
] as const)('%s, of maps and of rows', (_, layer) =>
  expectReference(
    network(
      { input: [3, 5, 4], outputs: ['layer'] },
      { wide: scale(8), layer, pool: globalAveragePool(), flat: flatten(), rows: layer, fc: dense(3) },
    ),
    forms,
  ),
);

describe('selections', () => {
  const branch = (count: number, groups: number): Layer =>
    select({
      branches: Array.from({ length: count }, () => conv(4, { kernel: 3 })),
      weights: { pool: globalAveragePool(), values: conv(4 * count) },
      groups,
    });
  test.each([
    [1, 1],
    [2, 1],
    [3, 2],
  ])('of %d branches, %d groups', (count, groups) => expectReference(alone(branch(count, groups), [3, 5, 5]), forms));
});

describe('odd sizes', () => {
  const small: readonly InputShape[] = [
    [1, 1, 1],
    [7, 1, 1],
    [5, 1, 9],
    [13, 7, 1],
  ];
  test.each(small)('%d×%d×%d, one image and three', async (...input) => {
    const layer = sequential([
      conv(7, { kernel: 3 }),
      batchNorm(),
      relu(),
      maxPool({ kernel: 3, stride: 2, padding: 1 }),
      averagePool({ kernel: 2, stride: 2, ceilMode: true }),
      layerNorm(),
    ]);
    for (const batch of [1, 3]) await expectReference(alone(layer, input), [{}, { folded: true }, { batch }], batch);
  });
});

test.each(handMadeNetworks)(
  '%s',
  (_, network) => expectReference(network, [{}, { folded: true }, { opset: 9 }]),
  60_000,
);

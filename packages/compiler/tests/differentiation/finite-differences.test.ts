import {
  averagePool,
  batchNorm,
  blur,
  cascade,
  channelConv,
  concatenate,
  conv,
  dense,
  dropout,
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
  resnet,
  scale,
  select,
  shared,
  sequential,
  sigmoid,
  silu,
  softplus,
  split,
  subsample,
  sum,
  tanh,
  type InputShape,
  type Layer,
  type Layers,
  type Network,
} from '@resnet-compile/dsl';
import { elementsPerImage } from '@resnet-compile/ir';
import { handMadeNetworks } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { gradientRules } from '../../src/3-differentiate/rules/index.ts';
import { compareWithDifferences } from './finite-differences.ts';
import { trainingInputs } from './inputs.ts';
import { trainingGraph } from './training-graph.ts';

interface Options {
  readonly batch?: number;
  readonly soft?: boolean;
  readonly labelSmoothing?: number;
}
type Case = readonly [name: string, network: Network, options?: Options];

/** Primes: a size that is taken for another one shows. */
const seven: InputShape = [3, 7, 11];
/** The last layer weighs every pixel by itself, so that none hides in a mean. */
const whole = (input: InputShape, size: readonly [number, number], ...layers: readonly Layer[]): Network =>
  network({ input }, [...layers, conv(5, { kernel: size, padding: 0, bias: true }), flatten()]);
const mean = (...layers: readonly Layer[]): Network =>
  network({ input: seven }, [...layers, globalAveragePool(), dense(5)]);
const conv3 = (channels: number): Layer => conv(channels, { kernel: 3 });
const blocks = (body: Layers): Layer => residual({ body, preactivation: { norm1: batchNorm(), relu: relu() } });

const squeezeAndExcitation = (channels: number): Layer =>
  product({
    identity: identity(),
    gate: sequential([globalAveragePool(), conv(2, { bias: true }), silu(), conv(channels, { bias: true }), sigmoid()]),
  });

const cases: readonly Case[] = [
  ['stride 2 on odd sizes', whole(seven, [4, 6], conv3(2), conv(3, { kernel: 3, stride: 2 }))],
  ['stride 2 on even sizes', whole([2, 8, 6], [4, 3], conv3(3), conv(4, { kernel: 3, stride: 2 }))],
  [
    'stride 2, whose last pixels nothing reads',
    whole([2, 8, 6], [2, 2], conv3(3), conv(4, { kernel: 3, stride: [3, 2], padding: 0 })),
  ],
  ['1×1 with stride 2', whole(seven, [4, 6], conv3(2), conv(5, { stride: 2 }))],
  [
    'filters and strides that are not square',
    whole(seven, [3, 11], conv3(2), conv(3, { kernel: [2, 5], stride: [3, 1] })),
  ],
  [
    'padding other than half of the filters',
    whole(seven, [11, 8], conv3(2), conv(3, { kernel: [1, 4], padding: [2, 0] })),
  ],
  [
    'padding larger than the filters',
    whole([2, 3, 2], [10, 4], conv3(2), conv(3, { kernel: 2, padding: [4, 3], stride: [1, 2] })),
  ],
  [
    'filters with holes, and strides that meet a part of them',
    whole(seven, [4, 6], conv3(2), conv(3, { kernel: 3, dilation: [2, 3], stride: 2 })),
  ],
  [
    'padding above and to the left',
    whole(seven, [7, 6], conv3(2), conv(3, { kernel: [2, 3], padding: [1, 0, 0, 2], stride: [1, 2] })),
  ],
  [
    'padding behind the map alone',
    whole(
      seven,
      [2, 3],
      conv(3, { kernel: [2, 3], stride: 2, padding: 'same' }),
      maxPool({ kernel: 3, stride: 2, padding: 'same' }),
    ),
  ],
  [
    'zeros, and a reflection',
    whole([2, 3, 4], [8, 10], conv3(2), pad([0, 1, 2, 0]), pad([2, 3, 1, 2], { mode: 'reflection' })),
  ],
  ['2 groups', whole(seven, [4, 6], conv3(4), conv(6, { kernel: 3, groups: 2, stride: 2 }))],
  [
    '3 groups of the images',
    whole([6, 5, 7], [5, 7], conv(9, { kernel: 3, groups: 3 }), relu(), conv(3, { groups: 3 })),
  ],
  ['depthwise, several a channel', whole(seven, [7, 11], conv3(5), conv(10, { kernel: 3, groups: 5 }))],
  [
    'convolutions with bias',
    mean(conv(4, { kernel: 3, bias: true }), relu(), conv(7, { bias: true, groups: 1 }), relu()),
  ],
  [
    'standardised filters',
    whole(
      seven,
      [4, 6],
      conv(3, { kernel: 3, weightStandardization: true }),
      conv(4, { kernel: 3, stride: 2, weightStandardization: { epsilon: 0.1 } }),
    ),
  ],
  [
    'layers that are shared, at several sizes',
    (() => {
      const [conv2, bn, slopes, block] = [
        shared(conv(3, { kernel: 3, bias: true })),
        shared(batchNorm()),
        shared(prelu({ perChannel: true })),
        shared(residual({ body: { conv: conv3(3), act: silu() } })),
      ];
      const standardised = shared(conv(3, { weightStandardization: true }));
      const twice = [conv2, bn, slopes, block, standardised];
      return mean(...twice, maxPool({ kernel: 2 }), ...twice);
    })(),
  ],
  ['blurred', whole(seven, [4, 4], conv3(2), blur(), conv3(3), blur({ stride: [2, 3] }))],
  ['bias before batch norm, which takes it out', mean(conv(4, { kernel: 3, bias: true }), batchNorm(), relu())],
  ['one image', mean(conv3(5), batchNorm(), relu(), conv3(3), batchNorm()), { batch: 1 }],
  ['five images', mean(conv3(5), batchNorm(), relu()), { batch: 5 }],
  [
    'batch norm of the images, and of another epsilon',
    mean(batchNorm(), conv3(3), batchNorm({ epsilon: 0.1 }), relu(), batchNorm()),
  ],
  ['slopes that are trained', mean(conv3(4), prelu(), conv3(3), prelu({ perChannel: true }))],
  ['a factor', mean(conv3(4), scale(0.5), conv3(3), scale(2, { trained: true }))],
  ['group norm', whole(seven, [7, 11], conv3(6), groupNorm({ groups: 3 }), relu())],
  [
    'group norm of rows',
    network({ input: seven }, [
      conv3(6),
      globalAveragePool(),
      flatten(),
      groupNorm({ groups: 2 }),
      dense(6),
      layerNorm(),
    ]),
  ],
  ['layer norm of the images, one image', whole(seven, [7, 11], layerNorm(), conv3(2), layerNorm()), { batch: 1 }],
  ['instance norm of another epsilon', whole(seven, [7, 11], conv3(5), instanceNorm({ epsilon: 0.1 }), tanh())],
  ['filter response norm', whole(seven, [7, 11], conv3(5), filterResponseNorm())],
  ['EvoNorm-S0', whole(seven, [7, 11], conv3(6), evoNormS0({ groups: 2 }))],
  [
    'batch norm of rows',
    network({ input: seven }, [globalAveragePool(), flatten(), dense(6), batchNorm(), relu(), dense(5)]),
  ],
  [
    'a gate by a convolution along the channels',
    mean(
      conv3(4),
      product({ identity: identity(), gate: sequential([globalAveragePool(), channelConv({ kernel: 3 }), sigmoid()]) }),
    ),
  ],
  ['a filter longer than the channels', mean(conv3(2), globalAveragePool(), channelConv({ kernel: 7 }), tanh())],
  ...(['exclusive', 'shortcut-only'] as const).map((of): Case => [
    `gated, ${of}`,
    mean(
      conv3(4),
      residual({
        body: conv3(5),
        shortcut: conv(5),
        gate: { layers: [conv(5, { bias: true, initialBias: -1 }), sigmoid()], of },
      }),
    ),
  ]),
  ['a gate for each channel', mean(conv3(4), squeezeAndExcitation(4))],
  [
    'a gate for each pixel, and one for each image',
    whole(
      seven,
      [7, 11],
      conv3(4),
      product({ x: identity(), gate: sequential([conv(1), sigmoid()]) }),
      product([sequential([globalAveragePool(), conv(1), tanh()]), conv(3)]),
    ),
  ],
  [
    'gates of one row of pixels: of a single one, of a single channel, of both',
    whole(
      [3, 1, 7],
      [1, 7],
      conv(4, { kernel: [1, 3], padding: [0, 1] }),
      squeezeAndExcitation(4),
      product({ x: identity(), gate: sequential([conv(1), sigmoid()]) }),
      product([sequential([globalAveragePool(), conv(1), tanh()]), conv(3)]),
    ),
  ],
  [
    'gates of one column of pixels',
    whole(
      [3, 5, 1],
      [5, 1],
      squeezeAndExcitation(3),
      product([sequential([globalAveragePool(), conv(1), tanh()]), conv(3)]),
    ),
  ],
  ['a gate of one pixel for all channels', mean(conv3(4), globalAveragePool(), product([conv(5), conv(1)]), relu())],
  [
    'a gate of one feature for all, behind dense layers',
    network({ input: seven }, [
      conv3(4),
      globalAveragePool(),
      flatten(),
      product({ x: dense(5), gate: sequential([dense(1), sigmoid()]) }),
      product({ gate: sequential([dense(1), tanh()]), x: dense(3) }),
    ]),
  ],
  ...Object.entries({
    relu6: relu6(),
    leakyRelu: leakyRelu(),
    elu: elu(),
    silu: silu(),
    gelu: gelu(),
    geluTanh: gelu({ approximate: 'tanh' }),
    hardSwish: hardSwish(),
    hardSigmoid: hardSigmoid(),
    mish: mish(),
    tanh: tanh(),
    sigmoid: sigmoid(),
    softplus: softplus(),
  }).map(([name, activation]): Case => [name, mean(conv3(3), batchNorm(), activation, conv3(4), activation)]),
  ['max-pool with overlap and padding', whole(seven, [4, 6], conv3(3), maxPool({ kernel: 3, stride: 2, padding: 1 }))],
  [
    'max-pool, not square',
    whole(seven, [5, 4], conv3(3), maxPool({ kernel: [3, 2], stride: [1, 3], padding: [0, 1] })),
  ],
  [
    'max-pool behind a relu',
    mean(conv3(4), batchNorm(), relu(), maxPool({ kernel: 2 }), maxPool({ kernel: 3, stride: 1, padding: 1 })),
  ],
  [
    'average pool that counts its padding',
    whole(seven, [4, 6], conv3(3), averagePool({ kernel: 3, stride: 2, padding: 1 })),
  ],
  [
    'average pool that does not',
    whole(seven, [4, 6], conv3(3), averagePool({ kernel: 3, stride: 2, padding: 1, countIncludePad: false })),
  ],
  [
    'average pool that counts a part of what its last windows hold',
    whole(seven, [3, 5], conv3(3), averagePool({ kernel: [2, 4], stride: 3, padding: [0, 2], ceilMode: true })),
  ],
  [
    'average pool, not square',
    whole(
      seven,
      [7, 5],
      conv3(3),
      averagePool({ kernel: [2, 3], stride: [1, 2], padding: [0, 0] }),
      averagePool({ kernel: [2, 1], stride: 1, padding: [1, 0], countIncludePad: false }),
    ),
  ],
  ['concatenate', whole(seven, [7, 11], conv3(3), concatenate([conv3(2), identity(), relu(), conv(1)]))],
  [
    'parts of the channels: each by itself, and one after the other; a sum of three',
    whole(
      seven,
      [7, 11],
      conv3(6),
      split({ a: conv3(3), b: sequential([relu(), conv(2)]), c: identity() }),
      split({ most: cascade([conv(3), relu()]), rest: tanh() }, { shares: [6, 1] }),
      sum([identity(), conv3(7), relu()]),
    ),
  ],
  ...[1, 2, 3].map((count): Case => [
    `a selection among ${count}`,
    mean(
      conv3(4 * count),
      select({
        branches: Array.from({ length: count }, () => conv3(4)),
        reads: count === 2 ? 'parts' : 'whole',
        groups: count === 3 ? 2 : 1,
        weights: { pool: globalAveragePool(), fc: conv(4 * count, { bias: true }) },
      }),
    ),
  ]),
  [
    'concatenate the same twice, with images',
    whole(seven, [7, 11], concatenate([identity(), conv3(2)]), concatenate([identity(), identity()])),
  ],
  [
    'shortcut of option A',
    whole(
      seven,
      [4, 6],
      conv3(3),
      residual({
        body: conv(5, { kernel: 3, stride: 2 }),
        shortcut: [subsample(2), padChannels({ after: 2 })],
        activation: relu(),
      }),
    ),
  ],
  [
    'shortcut of option A, split',
    whole(
      seven,
      [3, 6],
      conv3(2),
      residual({
        body: conv(7, { kernel: 3, stride: [3, 2] }),
        shortcut: [subsample([3, 2]), padChannels({ before: 2, after: 3 })],
      }),
    ),
  ],
  [
    'dense with bias, and without',
    network({ input: seven }, [conv3(3), globalAveragePool(), dense(7), relu(), dense(5, { bias: false })]),
  ],
  [
    'normalize in the middle',
    mean(
      conv3(3),
      normalize({ mean: [0.1, -0.2, 0.3], std: [0.5, 2, 3] }),
      relu(),
      conv3(2),
      normalize({ mean: [1, 2], std: [0.3, 0.7] }),
    ),
  ],
  ['normalize first', mean(normalize({ mean: [0.1, -0.2, 0.3], std: [0.5, 2, 3] }), conv3(3))],
  [
    'a value read three times',
    mean(
      conv3(3),
      residual({ body: concatenate([conv(1), conv3(1), sequential([relu(), conv(1)])]), shortcut: conv3(3) }),
    ),
  ],
  [
    'a value added to itself',
    mean(conv3(3), residual({ body: identity() }), residual({ body: residual({ body: relu() }) })),
  ],
  [
    'pre-activation',
    mean(
      conv3(4),
      blocks({ conv1: conv3(4), norm2: batchNorm(), act: relu(), conv2: conv3(4) }),
      blocks({ conv1: conv3(4) }),
      batchNorm(),
      relu(),
    ),
  ],
  [
    'resnet v2',
    resnet({
      stages: [1, 1],
      block: 'bottleneck',
      variant: 'v2',
      width: 3,
      stem: 'cifar',
      input: [2, 5, 7],
      classes: 3,
    }),
  ],
  [
    'resnet v1, its stem',
    resnet({ stages: [1, 1], block: 'bottleneck', variant: 'v1', width: 2, input: [3, 19, 13], classes: 3 }),
  ],
  ['resnet C', resnet({ stages: [1, 1], shortcut: 'C', width: 3, stem: 'cifar', input: [2, 5, 7], classes: 3 })],
  [
    'resnext',
    resnet({
      stages: [1, 1],
      block: 'bottleneck',
      width: 2,
      groups: 2,
      widthPerGroup: 64,
      stem: 'cifar',
      input: [2, 5, 7],
      classes: 3,
    }),
  ],
  ['dropout, which does nothing here', mean(conv3(3), dropout(0.5), relu(), dropout(0.1))],
  ['label smoothing', mean(conv3(3), relu()), { labelSmoothing: 0.3 }],
  ['soft targets', mean(conv3(3), relu()), { soft: true }],
  ['soft targets, smoothed', mean(conv3(3), relu()), { soft: true, labelSmoothing: 0.1 }],
  [
    'one pixel',
    network({ input: [5, 1, 1] }, [
      conv3(7),
      batchNorm(),
      relu(),
      maxPool({ kernel: 3, stride: 2, padding: 1 }),
      flatten(),
    ]),
    { batch: 4 },
  ],
];

/** The first seed that no kink is near to. */
function expectDerivatives(
  network: Network,
  { batch = 3, soft = false, labelSmoothing = 0 }: Options = {},
  most?: number,
): void {
  const graph = trainingGraph(network, labelSmoothing);
  for (let seed = 0; seed < 20; seed++) {
    const found = compareWithDifferences(graph, trainingInputs(graph, { batch, seed, soft }), most);
    if (!found) continue;
    expect(found.worst, found.where).toBeLessThan(1e-6);
    return;
  }
  throw new Error('there is a kink near to every point');
}

describe('gradients are the derivatives of the loss', () => {
  it.each(cases.map(([name, network, options]) => [name, network, options] as const))('%s', (_, network, options) =>
    expectDerivatives(network, options),
  );
  // Their largest by a direction alone.
  const trained = handMadeNetworks.filter(([, network]) =>
    trainingGraph(network).nodes.some(({ op }) => op === 'parameter'),
  );
  const small = trained.filter(([, network]) =>
    trainingGraph(network).nodes.every(({ op, type }) => op !== 'parameter' || elementsPerImage(type) < 10_000),
  );
  it.each(small)('%s', (_, network) => expectDerivatives(network, {}, 6));
});

it('every rule is among them', () => {
  const ops = new Set(cases.flatMap(([, network]) => trainingGraph(network).nodes.map(({ op }) => op)));
  expect(Object.keys(gradientRules).filter((op) => !ops.has(op as keyof typeof gradientRules))).toEqual([]);
});

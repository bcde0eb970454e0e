import {
  averagePool,
  batchNorm,
  cascade,
  concatenate,
  conv,
  dense,
  dropout,
  flatten,
  globalAveragePool,
  identity,
  maxPool,
  network,
  normalize,
  padChannels,
  product,
  relu,
  residual,
  resnet,
  select,
  sequential,
  sigmoid,
  split,
  subsample,
  sum,
  type BlockContext,
  type InputShape,
  type Layer,
  type Network,
} from '@resnet-compile/dsl';

type Named = readonly [name: string, network: Network];

/** Every combination of `resnet`'s options that differs, small and with odd sizes. */
export const resnetCombinations: readonly Named[] = (['basic', 'bottleneck'] as const).flatMap((block) =>
  (block === 'basic' ? (['v1.5', 'v2'] as const) : (['v1.5', 'v1', 'v2'] as const)).flatMap((variant) =>
    (['B', 'A', 'A-split', 'C', 'none'] as const).flatMap((shortcut) =>
      (['imagenet', 'cifar'] as const).flatMap((stem) =>
        (block === 'basic' ? [1] : [1, 2]).map((groups): Named => {
          const input: InputShape = stem === 'imagenet' ? [3, 29, 18] : [1, 7, 9];
          const options = {
            stages: [2, 1],
            block,
            variant,
            shortcut,
            stem,
            width: 3,
            input,
            classes: 5,
            ...(block === 'basic' ? {} : { groups, widthPerGroup: 43 }),
          };
          return [`${block} ${variant} ${shortcut} ${stem} ${groups}`, resnet(options)];
        }),
      ),
    ),
  ),
);

const three: InputShape = [3, 7, 9];
const make = (input: InputShape, ...layers: readonly Layer[]): Network =>
  network({ input }, [...layers, globalAveragePool(), dense(5)]);
const conv3 = (channels: number): Layer => conv(channels, { kernel: 3 });
const gated = (channels: number): Layer =>
  product({ x: identity(), gate: sequential([globalAveragePool(), conv(channels), sigmoid()]) });
const named = (name: string, layer: Layer): Layer => sequential({ [name]: layer });

/** A block of one's own: a bottleneck whose branches of different kernels are concatenated. */
const ownBottleneck = ({ channels, stride, shortcut }: BlockContext): Layer =>
  residual({
    body: {
      branches: concatenate({ a: conv(channels - 1, { kernel: 3, stride }), b: conv(2, { kernel: [1, 5], stride }) }),
      bn: batchNorm(),
      relu: relu(),
      last: conv(channels + 1),
    },
    shortcut: shortcut(channels + 1),
    activation: relu(),
  });
/** A layer of a dense block (Huang et al. 2016): its input beside what it adds. */
const denseLayer = (growth: number): Layer =>
  concatenate({ x: identity(), y: sequential({ bn: batchNorm(), relu: relu(), conv: conv3(growth) }) });

/** Networks of one's own: everything of the DSL, and what compilers get wrong. */
export const handMadeNetworks: readonly Named[] = [
  ['batch norm before a padded convolution', make(three, batchNorm(), conv3(4))],
  ['batch norm whose convolution has another reader', make(three, conv3(4), residual({ body: batchNorm() }))],
  ['two batch norms', make(three, conv3(4), batchNorm(), batchNorm(), relu(), batchNorm())],
  ['normalize first', make(three, normalize({ mean: [0.1, 0.2, 0.3], std: [1, 2, 4] }), conv3(4))],
  [
    'normalize twice, and one that does nothing',
    make(
      three,
      normalize({ mean: [1, 2, 3], std: [1, 2, 4] }),
      normalize({ mean: [1, 1, 1], std: [2, 2, 2] }),
      conv3(2),
      normalize({ mean: [0, 0], std: [1, 1] }),
      relu(),
    ),
  ],
  [
    'a residual of the images',
    make(three, residual({ body: conv3(3) }), residual({ body: conv3(3), activation: relu() })),
  ],
  ['an identity beside the identity', make(three, conv3(5), residual({ body: identity() }), relu())],
  ['nothing but a residual of nothing', make(three, residual({ body: [] }))],
  [
    'additions in a row',
    make(three, conv3(4), residual({ body: residual({ body: residual({ body: conv3(4) }) }) }), relu()),
  ],
  [
    'nested residuals',
    make(
      three,
      conv3(4),
      residual({
        body: [conv3(4), relu(), residual({ body: [conv3(4), batchNorm()], activation: relu() }), conv3(4)],
        activation: relu(),
      }),
    ),
  ],
  [
    'both sides are convolutions',
    make(
      three,
      residual({
        body: [conv3(6), batchNorm()],
        shortcut: [conv(6), batchNorm()],
        preactivation: { pre: batchNorm(), act: relu() },
      }),
    ),
  ],
  [
    'shortcut of option A in two directions',
    make(
      three,
      conv3(3),
      relu(),
      residual({
        body: conv(5, { kernel: 3, stride: [2, 1] }),
        shortcut: [subsample([2, 1]), padChannels({ before: 1, after: 1 })],
        activation: relu(),
      }),
    ),
  ],
  [
    'a subsampled map under a convolution',
    make(three, conv3(3), subsample(2), padChannels({ after: 2 }), conv3(4), subsample([1, 2]), relu()),
  ],
  [
    'subsampled twice, padded twice',
    make(
      three,
      conv3(3),
      residual({
        body: conv(7, { kernel: 3, stride: 4 }),
        shortcut: [subsample(2), padChannels({ before: 2 }), subsample(2), padChannels({ after: 2 })],
      }),
    ),
  ],
  [
    'both sides through views',
    make(
      three,
      conv3(3),
      residual({
        body: [subsample(2), padChannels({ after: 1 })],
        shortcut: [subsample(2), padChannels({ before: 1 })],
        activation: relu(),
      }),
    ),
  ],
  ['many zero channels', make([2, 1, 1], padChannels({ before: 1500 }), padChannels({ after: 70_000 }))],
  [
    'concatenated slices',
    make(three, conv3(6), concatenate([conv3(1), conv3(2), relu(), conv(3), identity(), conv3(5)]), relu()),
  ],
  [
    'slices of more than a panel',
    make(
      three,
      concatenate([conv3(18), conv(17), conv3(31), conv(1), conv3(16), maxPool({ kernel: 3, stride: 1, padding: 1 })]),
    ),
  ],
  [
    'concatenated twice, alone, and with zeros',
    make(
      three,
      conv3(3),
      concatenate([identity(), identity()]),
      concatenate([relu()]),
      concatenate([padChannels({ before: 3, after: 2 }), subsample(1)]),
    ),
  ],
  [
    'a dense block',
    make(
      three,
      conv3(5),
      denseLayer(3),
      denseLayer(3),
      denseLayer(6),
      batchNorm(),
      relu(),
      conv(4),
      averagePool({ kernel: 2 }),
    ),
  ],
  [
    'the same branch twice',
    make(
      three,
      conv3(4),
      concatenate([sequential([relu(), conv3(2)]), sequential([relu(), conv(3)])]),
      residual({ body: relu(), shortcut: relu() }),
    ),
  ],
  [
    'parts of the channels, one after the other, and a selection among them',
    make(
      three,
      conv(9),
      split(
        {
          '': cascade([named('a', conv(3)), named('b', conv(3))], { numbered: false }),
          last: relu(),
        },
        { shares: [2, 1] },
      ),
      select({
        branches: { a: conv(6), b: conv(6), c: sum([conv(6), conv(6), conv(6)]) },
        weights: { pool: globalAveragePool(), fc: conv(18, { bias: true }) },
        reads: 'parts',
        groups: 2,
      }),
    ),
  ],
  [
    'max-pool, then relu',
    make(
      three,
      conv3(4),
      maxPool({ kernel: 3, stride: 2, padding: 1 }),
      relu(),
      maxPool({ kernel: [1, 2] }),
      batchNorm(),
    ),
  ],
  [
    'average pooling',
    make(
      three,
      averagePool({ kernel: 3, stride: 2, padding: 1 }),
      averagePool({ kernel: [3, 2], stride: 1, padding: [1, 1], countIncludePad: false }),
      relu(),
    ),
  ],
  [
    'biases',
    make(
      three,
      conv(4, { kernel: 3, bias: true }),
      batchNorm(),
      relu(),
      conv(4, { bias: true }),
      residual({ body: conv(4, { bias: true }) }),
    ),
  ],
  [
    'groups',
    make(
      [6, 5, 5],
      conv(9, { kernel: 3, groups: 3 }),
      relu(),
      conv(9, { kernel: 3, groups: 9 }),
      conv(18, { kernel: 3, groups: 9, stride: 2 }),
    ),
  ],
  [
    'a gate before a sum with a projection',
    make(three, residual({ body: [conv(5), gated(5)], shortcut: conv(5), activation: relu() })),
  ],
  ['depthwise images', make([3, 6, 6], conv(3, { kernel: 3, groups: 3 }), batchNorm())],
  [
    'windows of all sorts',
    make(
      three,
      conv(4, { kernel: [1, 5] }),
      conv(3, { kernel: [4, 2], padding: 3 }),
      conv(5, { kernel: 3, padding: 0, stride: [3, 2] }),
      conv(2, { kernel: 1, padding: 2 }),
    ),
  ],
  ['dropout', make(three, dropout(0.5), conv3(4), dropout(0.2), relu(), dropout(0.1))],
  [
    'residuals of vectors: beside the identity, and beside a matrix product',
    network(
      { input: [11, 1, 1] },
      {
        one: dense(6),
        relu: relu(),
        block: residual({ body: { fc: dense(6), relu: relu() }, activation: relu() }),
        projected: residual({
          body: [dense(7, { bias: false }), batchNorm(), relu(), dense(9, { bias: false }), batchNorm()],
          shortcut: [dense(9, { bias: false }), batchNorm()],
          activation: relu(),
        }),
        two: dense(5, { bias: false }),
      },
    ),
  ],
  [
    'a classifier of convolutions',
    network({ input: three }, [conv3(4), globalAveragePool(), conv(7, { bias: true }), relu(), flatten(), flatten()]),
  ],
  ['one pixel', make([5, 1, 1], conv3(7), batchNorm(), relu(), maxPool({ kernel: 3, stride: 2, padding: 1 }))],
  ['nothing at all', network({ input: [7, 1, 1] }, [dropout(0.5), identity(), flatten()])],
  [
    "a block of one's own",
    resnet({
      stages: [2, 2],
      block: ownBottleneck,
      width: 5,
      input: three,
      classes: 3,
      stem: 'cifar',
      normalize: { mean: [0.4, 0.5, 0.6], std: [0.2, 0.3, 0.4] },
    }),
  ],
];

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
  hardSwish,
  identity,
  instanceNorm,
  layerNorm,
  leakyRelu,
  maxPool,
  network,
  normalize,
  pad,
  padChannels,
  prelu,
  product,
  relu,
  residual,
  scale,
  select,
  sequential,
  shared,
  sigmoid,
  softplus,
  split,
  subsample,
  sum,
  type Layer,
  type Network,
} from '@resnet-compile/dsl';

type Named = readonly [name: string, network: Network];

const three = [3, 7, 9] as const;
const of = (...layers: readonly Layer[]): Network =>
  network({ input: three }, [...layers, globalAveragePool(), dense(5)]);
const conv3 = (channels: number): Layer => conv(channels, { kernel: 3 });

const ofRows = (...layers: readonly Layer[]): Network => network({ input: three }, [...layers, dense(5)]);

const norm = shared(batchNorm());
const filters = shared(conv(4, { kernel: 3 }));
const block = shared(sequential({ conv: conv(3, { kernel: 3 }), relu: relu() }));

/** Names that no attribute of Python can have, that nn.Module has, or that would mean something in a text. */
export const hostileNames = [
  '0x',
  'class',
  'None',
  'down-sample',
  'forward',
  'float',
  'weight',
  'keys',
  '_modules',
  '__init__',
  '__proto__',
  '"); raise SystemExit("',
  "'); raise SystemExit('",
  '"""',
  '{x}',
  '\\',
  '\n    raise SystemExit',
  '\u2028',
  '\u202e',
  '\ud800',
  ' ',
  'é',
  '🙂',
  'a.b',
  '..',
  'x',
  'self',
  'torch',
];

/** What a class of PyTorch's is hardest to be made of. */
export const oddNetworks: readonly Named[] = [
  ['a network that is a layer', network({ input: [6, 1, 1] }, dense(4))],
  ['a network that is a block', network({ input: [4, 1, 1] }, residual({ body: dense(4), shortcut: dense(4) }))],
  ['a block that is a convolution', of(conv3(4), residual({ body: conv3(4), activation: relu() }))],
  ['a block of nothing', of(conv3(4), residual({ body: [], activation: relu() }))],
  [
    'blocks with and without what projects',
    of(
      residual({ body: [conv3(4), relu(), conv3(4)], shortcut: conv(4), activation: relu() }),
      residual({ body: [conv3(4), relu(), conv3(4)], activation: relu() }),
      residual({ body: [conv3(6), relu(), conv3(6)], shortcut: [conv(6), batchNorm()], activation: relu() }),
    ),
  ],
  [
    'gates',
    of(
      conv3(4),
      residual({
        body: [conv3(4), relu()],
        gate: { layers: { '': conv(4, { bias: true }), s: sigmoid() }, of: 'exclusive' },
      }),
      residual({
        preactivation: { norm: batchNorm() },
        body: { conv: conv3(6) },
        shortcut: conv(6),
        gate: { layers: [globalAveragePool(), conv(1), sigmoid()], of: 'shortcut-only' },
      }),
    ),
  ],
  ['shared, side by side', of(filters, relu(), sequential([conv(3)]), filters, norm, relu(), norm)],
  ['shared across blocks', of(sequential({ a: block }), residual({ body: block }), block)],
  ['shared, and at first without a name', of(residual({ body: block }), sequential({ b: block }), conv3(4))],
  ['a shared layer that is a block', of(conv(4), residual({ body: filters }), residual({ body: { c: filters } }))],
  [
    'several parts under one name',
    of(
      residual({
        preactivation: { a: sequential({ norm: batchNorm() }), act: relu() },
        body: { a: sequential({ conv: conv3(3) }), act: gelu(), 'a.b': conv(3), relu: relu() },
      }),
    ),
  ],
  ['a layer within the name of another', of(sequential({ a: conv3(4), 'a.b': conv3(4), 'a.b.c': batchNorm() }))],
  [
    'numbers between names',
    of(sequential({ 'x.1': conv3(4), 'x.0': conv3(3) }), sequential({ 'y.0': conv3(4), 'y.2': conv3(3) })),
  ],
  ['vectors', ofRows(globalAveragePool(), flatten(), dense(6), batchNorm(), prelu({ perChannel: true }), layerNorm())],
  ['a dense layer of maps, shared', ofRows(sequential({ pool: globalAveragePool(), a: shared(dense(3)) }))],
  ['norms of single pixels', of(globalAveragePool(), instanceNorm(), conv(4), groupNorm({ groups: 2 }), layerNorm())],
  [
    'norms that activate',
    of(conv(6), filterResponseNorm(), evoNormS0({ groups: 3 }), filterResponseNorm({ epsilon: 0.1 })),
  ],
  [
    'windows that lie unevenly',
    of(
      conv(4, { kernel: [2, 3], padding: [1, 0, 0, 2], stride: [1, 2] }),
      conv(4, { kernel: [2, 4], padding: 'same', dilation: [2, 1], weightStandardization: true }),
      conv(4, { kernel: 3, padding: 'same', stride: 2 }),
      maxPool({ kernel: [3, 2], stride: [2, 1], padding: [1, 0, 0, 1] }),
    ),
  ],
  [
    'standardised filters with uneven padding',
    of(
      conv(4, { kernel: [2, 3], padding: [0, 1, 1, 2], weightStandardization: { epsilon: 0.1 } }),
      conv(4, { kernel: 3, padding: 'same', stride: [2, 1], weightStandardization: true, groups: 2 }),
    ),
  ],
  ...(['max', 'counted', 'inside'] as const).flatMap((kind) =>
    [false, true].map((ceilMode): Named => {
      const pool = (options: Parameters<typeof maxPool>[0]): Layer =>
        kind === 'max'
          ? maxPool({ ...options, ceilMode })
          : averagePool({ ...options, ceilMode, countIncludePad: kind === 'counted' });
      return [
        `pools, ${kind}${ceilMode ? ', rounded up' : ''}`,
        network({ input: [3, 17, 22] }, [
          pool({ kernel: 3, stride: 2, padding: 1 }),
          pool({ kernel: [3, 4], stride: [1, 2], padding: [1, 2, 0, 1] }),
          pool({ kernel: 2, stride: 1, padding: 'same' }),
          pool({ kernel: [2, 3], stride: 2, padding: 'same' }),
          conv(5, { kernel: [4, 3], padding: 0 }),
          globalAveragePool(),
          flatten(),
        ]),
      ];
    }),
  ),
  [
    'mirrors and zeros',
    of(conv(4), blur({ stride: [2, 1] }), pad([0, 1, 2, 0]), pad([2, 3, 1, 2], { mode: 'reflection' }), blur()),
  ],
  [
    'multiples, pixels and channels',
    of(
      normalize({ mean: [0.5, 0, -1], std: [1, 0.3, 2] }),
      scale(0.5),
      scale(2, { trained: true }),
      subsample([2, 1]),
      padChannels({ before: 1, after: 2 }),
      prelu(),
    ),
  ],
  [
    'along the channels',
    of(conv(5), product([identity(), sequential([globalAveragePool(), channelConv({ kernel: 3 }), sigmoid()])])),
  ],
  [
    'branches in branches',
    of(
      conv(8),
      split([cascade([conv(2), identity(), conv(3, { kernel: 3 })], { shares: [1, 1, 1] }), identity()], {
        shares: [3, 1],
      }),
      sum([conv(4), concatenate([conv(2), elu(), softplus()]), product([conv(4), hardSwish()])].slice(0, 1)),
      sum({ a: conv(4), b: residual({ body: [leakyRelu({ slope: 0.2 }), conv(4)] }), c: sum([conv(1), identity()]) }),
    ),
  ],
  [
    'selections',
    of(
      select({
        branches: [conv(4), conv3(4), conv(4)],
        weights: { pool: globalAveragePool(), s: conv(12) },
        groups: 2,
      }),
      select({
        branches: [identity(), identity()],
        reads: 'parts',
        weights: { pool: globalAveragePool(), '': conv(4) },
      }),
      select({ branches: { only: conv(3) }, weights: [globalAveragePool(), conv(3)] }),
    ),
  ],
  [
    'values that are handed out',
    network(
      { input: three, outputs: ['a', 'b.conv', 'b.downsample', 'b', 'c.x'] },
      {
        a: conv3(4),
        b: residual({ body: { conv: conv3(4), relu: relu() }, shortcut: identity() }),
        c: sum({ x: identity(), y: conv(4) }),
        pool: globalAveragePool(),
        fc: dense(3),
      },
    ),
  ],
  [
    'values that the network itself hands out',
    network(
      { input: three, outputs: ['a', 'pool', 'relu'] },
      { a: conv3(4), relu: relu(), pool: globalAveragePool(), fc: dense(3) },
    ),
  ],
  [
    'values of a layer that is shared',
    network({ input: three, outputs: ['1.0', '1.1', '3'] }, [
      conv3(4),
      sequential([filters, filters]),
      residual({ body: filters }),
      residual({ body: { c: filters } }),
      globalAveragePool(),
      dense(3),
    ]),
  ],
  [
    'values of numbered layers',
    network({ input: three, outputs: ['0', '2'] }, [conv3(4), relu(), globalAveragePool(), dense(3)]),
  ],
  [
    'hostile names',
    network(
      { input: three, outputs: ['class', 'forward', '"""'] },
      {
        ...Object.fromEntries(hostileNames.map((name, index) => [name, index % 3 ? batchNorm() : conv(3)])),
        nested: sequential(
          Object.fromEntries(hostileNames.map((name, index) => [name, index % 3 ? conv(3) : batchNorm()])),
        ),
        block: residual({ body: Object.fromEntries(hostileNames.slice(0, 12).map((name) => [name, batchNorm()])) }),
        pool: globalAveragePool(),
        fc: dense(3),
      },
    ),
  ],
];

import {
  averagePool,
  batchNorm,
  concatenate,
  conv,
  dense,
  flatten,
  globalAveragePool,
  identity,
  maxPool,
  network,
  normalize,
  padChannels,
  relu,
  residual,
  sequential,
  subsample,
  type InputShape,
  type Layer,
  type Network,
  type Pair,
} from '@resnet-compile/dsl';
import { pointwise, printScalar, stepsOf } from '@resnet-compile/ir';
import { holdsForAll } from '@resnet-compile/testing';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expectTrainingReference, trainingProgram, type TrainingCheck } from './expect-training-reference.ts';

const conv3 = (channels: number): Layer => conv(channels, { kernel: 3 });
/** Behind the layers, a convolution whose gradient is another at every pixel: that of a mean alone is the same everywhere. */
const net = (input: InputShape, ...layers: readonly Layer[]): Network =>
  network({ input }, [...layers, conv3(4), relu(), globalAveragePool(), dense(5)]);
const expectLayers = (input: InputShape, ...layers: readonly Layer[]): Promise<void> =>
  expectTrainingReference(net(input, ...layers));
const expectExact = (input: InputShape, check: TrainingCheck, ...layers: readonly Layer[]): Promise<void> =>
  expectTrainingReference(net(input, ...layers), { exact: true, ...check });
const fits = (size: Pair, kernel: Pair, padding: Pair): boolean =>
  size.every((extent, axis) => extent + 2 * padding[axis]! >= kernel[axis]!);
/** Of the kernels of a program, these. */
const cores = (program: ReturnType<typeof trainingProgram>): ReadonlySet<string> =>
  new Set(program.kernels.map(({ core }) => core.kind));
const maps = (program: ReturnType<typeof trainingProgram>): ReadonlySet<string> =>
  new Set(
    program.kernels.flatMap((kernel) => stepsOf(kernel, 'map').map(({ attributes }) => printScalar(attributes.of))),
  );

describe('gradients of convolutions: of what they read and of their filters', () => {
  it.each([1, 2, 3, 4, 5].flatMap((kernel) => [1, 2, 3].map((stride) => [kernel, stride] as const)))(
    'square filters of %d, strides of %d',
    async (kernel, stride) => {
      for (let padding = 0; padding <= kernel >> 1; padding++) {
        for (const size of [
          [7, 9],
          [8, 6],
        ] as const)
          await expectLayers([2, ...size], conv(3), conv(5, { kernel, stride, padding }), conv(2));
      }
    },
  );
  it.each<readonly [Pair, Pair, Pair]>([
    [
      [1, 5],
      [1, 2],
      [0, 2],
    ],
    [
      [5, 2],
      [3, 1],
      [2, 1],
    ],
    [
      [4, 3],
      [2, 3],
      [2, 0],
    ],
    [
      [3, 1],
      [2, 2],
      [0, 0],
    ],
    [
      [2, 4],
      [4, 3],
      [1, 2],
    ],
    [
      [7, 7],
      [2, 2],
      [3, 3],
    ],
    [
      [1, 1],
      [3, 2],
      [0, 0],
    ],
  ])('filters of %j, strides of %j, a padding of %j', async (kernel, stride, padding) => {
    for (const size of [
      [7, 9],
      [5, 4],
      [1, 1],
      [11, 2],
      [1, 6],
    ] as const) {
      if (fits(size, kernel, padding))
        await expectLayers([2, ...size], conv(5, { bias: true }), conv(3, { kernel, stride, padding, bias: true }));
    }
  });
  it.each([1, 2, 3, 5, 7, 13, 17])('%d channels', (channels) =>
    expectLayers(
      [channels, 7, 9],
      conv(channels),
      conv(channels + 1, { kernel: 3, stride: 2 }),
      relu(),
      conv3(channels),
    ),
  );
  it.each<readonly [channels: number, out: number, groups: number]>([
    [1, 1, 1],
    [2, 2, 2],
    [3, 3, 3],
    [5, 5, 5],
    [8, 8, 8],
    [13, 13, 13],
    [16, 16, 16],
    [8, 24, 8],
    [6, 3, 3],
    [4, 8, 2],
    [6, 6, 2],
    [9, 9, 3],
    [10, 10, 2],
    [15, 15, 5],
    [20, 20, 4],
    [12, 18, 6],
    [24, 40, 8],
    [32, 32, 2],
  ])('%d → %d channels in %d groups', async (channels, out, groups) => {
    await expectLayers(
      [2, 7, 5],
      conv(channels),
      conv(out, { kernel: 3, groups }),
      relu(),
      conv(out, { kernel: [1, 3], stride: [1, 2], groups: out }),
    );
    await expectLayers(
      [channels, 5, 6],
      conv(channels, { kernel: 3, groups }),
      conv(out, { kernel: 4, stride: 3, groups, padding: 2 }),
    );
  });
  it('of one pixel', () => expectLayers([5, 1, 1], conv3(7), conv(3, { kernel: 7 }), conv(2, { stride: 3 })));
  it('whose result has two readers', () =>
    expectLayers([3, 7, 9], conv3(5), concatenate([relu(), conv3(2), identity()]), residual({ body: conv3(12) })));

  const extents = (max: number): fc.Arbitrary<Pair> =>
    fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));
  const cases = fc.record({
    groups: fc.constantFrom(1, 1, 1, 2, 3, 4, 5, 8),
    perGroup: fc.constantFrom(1, 2, 3, 5),
    outPerGroup: fc.constantFrom(1, 2, 3, 4, 5, 7),
    size: extents(9),
    kernel: extents(5),
    stride: extents(3),
    padding: fc.tuple(fc.nat(2), fc.nat(2)),
    bias: fc.boolean(),
    after: fc.nat(3),
    norm: fc.boolean(),
  });
  it('of random shapes', () =>
    holdsForAll(
      cases,
      60,
      async ({ groups, perGroup, outPerGroup, size, kernel, stride, padding: free, bias, after, norm }) => {
        const padding: Pair = [Math.min(free[0], kernel[0] >> 1), Math.min(free[1], kernel[1] >> 1)];
        if (!fits(size, kernel, padding)) return;
        const behind = [
          [],
          [relu()],
          [residual({ body: conv3(groups * outPerGroup) })],
          [concatenate([relu(), conv3(3)])],
        ][after]!;
        const before = [conv3(groups * perGroup), ...(norm ? [batchNorm()] : [])];
        await expectTrainingReference(
          net(
            [3, ...size],
            ...before,
            conv(groups * outPerGroup, { kernel, stride, padding, groups, bias }),
            ...behind,
          ),
          { batches: norm ? [4, 3] : [1, 3] },
        );
      },
    ));
});

describe('batch norm', () => {
  it.each([1, 2, 3, 5, 7, 13, 17])('%d channels', (channels) =>
    expectLayers(
      [channels, 7, 9],
      conv3(channels),
      batchNorm(),
      relu(),
      conv3(channels),
      batchNorm(),
      residual({ body: [conv3(channels), batchNorm()], activation: relu() }),
    ),
  );
  it.each<Pair>([
    [1, 2],
    [2, 1],
    [3, 3],
    [13, 1],
    [1, 17],
  ])('maps of %d×%d', (height, width) =>
    expectLayers([3, height, width], conv(5), batchNorm({ momentum: 0.3, epsilon: 0.01 }), relu()),
  );
  it('of one pixel each', () =>
    expectTrainingReference(net([3, 1, 1], conv(5), batchNorm(), relu()), { batches: [5, 8] }));
  it('of the images, twice, and behind everything', () =>
    expectLayers(
      [3, 7, 9],
      batchNorm(),
      batchNorm(),
      maxPool({ kernel: 2 }),
      batchNorm(),
      averagePool({ kernel: 2 }),
      batchNorm(),
      padChannels({ before: 1 }),
    ));
  it('before an activation: blocks of version 2', () =>
    expectLayers(
      [3, 7, 9],
      conv3(5),
      residual({
        preactivation: { pre: batchNorm(), act: relu() },
        body: [conv(6, { kernel: 3, stride: 2 }), batchNorm(), relu(), conv3(6)],
        shortcut: conv(6, { stride: 2 }),
      }),
    ));
  it('of values whose mean is a thousand times their deviation', async () => {
    // The mean itself, rounded to float32, is 3e-5 of a deviation off: a sum of dy·(x − mean) by as much of the sum of dy.
    const tolerances = { 'gradient norm.weight': 3e-4 };
    const head = { norm: batchNorm(), last: conv3(4), relu: relu(), pool: globalAveragePool(), fc: dense(5) };
    await expectTrainingReference(network({ input: [3, 7, 9] }, head), { mean: 1000, tolerances });
    // The filters' gradient is a sum of dy·x where x is around 1,000: there that much of the sum of dy is 6 %.
    await expectTrainingReference(network({ input: [3, 7, 9] }, { first: conv(5), ...head }), {
      mean: 1000,
      tolerances: { ...tolerances, 'gradient first.weight': 0.1 },
    });
  });
});

describe('pooling', () => {
  it.each<readonly [kernel: Pair, stride: Pair, padding: Pair]>([
    [
      [2, 2],
      [2, 2],
      [0, 0],
    ],
    [
      [3, 3],
      [2, 2],
      [1, 1],
    ],
    [
      [3, 3],
      [1, 1],
      [1, 1],
    ],
    [
      [5, 3],
      [3, 2],
      [2, 1],
    ],
    [
      [4, 1],
      [1, 3],
      [2, 0],
    ],
    [
      [1, 1],
      [2, 3],
      [0, 0],
    ],
    [
      [2, 3],
      [4, 4],
      [0, 1],
    ],
  ])('windows of %j, strides of %j, a padding of %j', async (kernel, stride, padding) => {
    for (const size of [
      [7, 9],
      [8, 6],
      [1, 1],
      [5, 2],
    ] as const) {
      if (!fits(size, kernel, padding)) continue;
      for (const pool of [
        maxPool({ kernel, stride, padding }),
        averagePool({ kernel, stride, padding }),
        averagePool({ kernel, stride, padding, countIncludePad: false }),
      ])
        await expectLayers([3, ...size], conv(5), pool, relu());
    }
  });
  it.each([1, 3, 4, 5, 7, 13, 18])('%d channels', (channels) =>
    expectLayers(
      [channels, 7, 9],
      conv(channels),
      maxPool({ kernel: 3, stride: 2, padding: 1 }),
      averagePool({ kernel: [2, 3], stride: 1, padding: [1, 0] }),
    ),
  );
  it('the first of equal values takes it all', async () => {
    for (const stride of [1, 2, 3])
      await expectExact([2, 7, 9], {}, conv(5), maxPool({ kernel: 3, stride, padding: 1 }));
    await expectExact(
      [2, 8, 6],
      {},
      conv(3),
      relu(),
      maxPool({ kernel: [4, 3], stride: [2, 1] }),
      maxPool({ kernel: 2 }),
    );
  });
  it.each<InputShape>([
    [1, 1, 1],
    [3, 7, 9],
    [17, 1, 5],
    [13, 8, 2],
  ])('the mean of %d×%d×%d', (...input) =>
    expectTrainingReference(
      network({ input }, [conv3(input[0]), relu(), globalAveragePool(), relu(), dense(7), relu(), dense(3)]),
    ),
  );
});

describe('relu, residuals, views and slices', () => {
  it('zeros have no gradient', () =>
    expectExact(
      [3, 7, 9],
      { batches: [1, 2, 5, 9] },
      conv(5, { bias: true }),
      relu(),
      conv(7),
      relu(),
      residual({ body: [conv(7), relu()], activation: relu() }),
    ));
  it('a shortcut of option A, and of option A with half of the zeros before', async () => {
    for (const before of [0, 1, 2, 5]) {
      await expectLayers(
        [3, 7, 9],
        conv3(5),
        batchNorm(),
        relu(),
        residual({
          body: [conv(10, { kernel: 3, stride: 2 }), batchNorm()],
          shortcut: [subsample(2), padChannels({ before, after: 5 - before })],
          activation: relu(),
        }),
      );
    }
  });
  it.each([1, 2, 3, 5, 7, 13])('%d channels, strided and padded', (channels) =>
    expectLayers(
      [2, 7, 9],
      conv(channels),
      subsample([2, 3]),
      padChannels({ before: 3, after: 2 }),
      conv(channels),
      residual({ body: conv(channels + 3), shortcut: padChannels({ before: 1, after: 2 }) }),
    ),
  );
  it.each([1, 2, 3, 5, 8, 9, 16, 17])('slices of %d channels between others', (channels) =>
    expectLayers(
      [3, 5, 3],
      conv(2),
      concatenate([
        conv3(3),
        sequential([conv(channels), batchNorm(), relu()]),
        sequential([conv(channels), relu(), maxPool({ kernel: 3, stride: 1, padding: 1 })]),
        identity(),
        padChannels({ before: channels }),
        conv(5),
      ]),
      conv(3),
    ),
  );
  it('nested residuals, with batch norm on one side, on both, and on neither', () =>
    expectLayers(
      [3, 7, 9],
      conv3(5),
      residual({
        body: [
          batchNorm(),
          residual({ body: [conv3(5), batchNorm()], shortcut: [conv(5), batchNorm()], activation: relu() }),
          residual({ body: residual({ body: relu() }) }),
        ],
        activation: relu(),
      }),
    ));
  it('normalized images, and a head of convolutions', () =>
    expectTrainingReference(
      network({ input: [3, 7, 9] }, [
        normalize({ mean: [0.1, 0.2, 0.3], std: [1, 2, 4] }),
        conv3(4),
        globalAveragePool(),
        conv(7, { bias: true }),
        relu(),
        flatten(),
      ]),
      { loss: { kind: 'crossEntropy', labelSmoothing: 0.1 } },
    ));
});

describe('losses', () => {
  const losses = [
    { kind: 'crossEntropy', labelSmoothing: 0 },
    { kind: 'crossEntropy', labelSmoothing: 0.1 },
    { kind: 'binaryCrossEntropy', labelSmoothing: 0 },
    { kind: 'binaryCrossEntropy', labelSmoothing: 0.1 },
  ] as const;
  const each = losses.flatMap((loss) => [1, 7, 1000].map((classes) => ({ ...loss, classes })));
  it.each(each)('$kind of $classes classes, smoothed by $labelSmoothing', ({ classes, ...loss }) =>
    expectTrainingReference(network({ input: [3, 4, 4] }, [globalAveragePool(), dense(classes)]), { loss }),
  );
  it.each(losses)('$kind of logits of 10,000, smoothed by $labelSmoothing', (loss) =>
    expectTrainingReference(network({ input: [3, 4, 4] }, [globalAveragePool(), dense(7)]), { loss, mean: 1e5 }),
  );
});

it('every core and every step of a training program is among them', () => {
  const program = trainingProgram(
    network({ input: [3, 7, 9] }, [
      conv3(5),
      batchNorm(),
      relu(),
      maxPool({ kernel: 2 }),
      averagePool({ kernel: 2, stride: 1 }),
      concatenate([conv(2), relu()]),
      residual({
        body: [conv(10, { kernel: 3, stride: 2 }), batchNorm()],
        shortcut: [subsample(2), padChannels({ after: 3 })],
        activation: relu(),
      }),
      batchNorm(),
      padChannels({ before: 1 }),
      // Whose gradients read the mean's from a map.
      conv(4),
      globalAveragePool(),
      dense(5),
    ]),
  );
  expect([...cores(program)].sort()).toEqual(
    expect.arrayContaining([
      'average_pool_gradient',
      'channel_statistics',
      'loss',
      'filter_gradient',
      'channel_sums',
      'input_gradient',
      'max_pool_gradient',
      'spread',
      'upsample',
      'vector',
    ]),
  );
  expect([...maps(program)]).toEqual(
    expect.arrayContaining([
      ...[pointwise.normalized, pointwise.batchNormInputGradient].map(printScalar),
      'select(x1, 0, x0, 0)',
    ]),
  );
});

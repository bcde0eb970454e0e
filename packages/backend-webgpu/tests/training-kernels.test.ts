import {
  averagePool,
  batchNorm,
  blur,
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
  relu,
  residual,
  sequential,
  shared,
  stochasticDepth,
  subsample,
  type InputShape,
  type Layer,
  type Network,
  type Pair,
} from '@resnet-compile/dsl';
import { handMadeNetworks, resnetCombinations } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { webgpuTrainingTarget } from '../src/index.ts';
import { expectTrainingReference, programOf, type TrainingCheck } from './expect-training-reference.ts';

// SwiftShader takes seconds to compile the kernels of a network, so that each has several odd shapes at once.

const conv3 = (channels: number): Layer => conv(channels, { kernel: 3 });
/** Behind the layers, a convolution whose gradient is another at every pixel: that of a mean alone is the same everywhere. */
const net = (input: InputShape, ...layers: readonly Layer[]): Network =>
  network({ input }, [...layers, conv3(4), relu(), globalAveragePool(), dense(5)]);
const expectLayers = (input: InputShape, ...layers: readonly Layer[]): Promise<void> =>
  expectTrainingReference(net(input, ...layers));
const expectExact = (input: InputShape, check: TrainingCheck, ...layers: readonly Layer[]): Promise<void> =>
  expectTrainingReference(net(input, ...layers), { exact: true, ...check });

describe('gradients of convolutions: of what they read and of their filters', () => {
  it.each<readonly [Pair, Pair, Pair, Pair]>([
    [
      [7, 9],
      [3, 3],
      [2, 2],
      [1, 1],
    ],
    [
      [11, 2],
      [1, 1],
      [2, 3],
      [0, 0],
    ],
    [
      [5, 8],
      [5, 2],
      [3, 1],
      [2, 1],
    ],
    [
      [8, 7],
      [4, 3],
      [2, 3],
      [2, 0],
    ],
    [
      [1, 1],
      [7, 7],
      [2, 2],
      [3, 3],
    ],
  ])('maps of %j, filters of %j, strides of %j, a padding of %j', (size, kernel, stride, padding) =>
    expectLayers([2, ...size], conv(5, { bias: true }), conv(3, { kernel, stride, padding, bias: true })),
  );
  it.each([1, 7, 13])('%d channels', (channels) =>
    expectLayers(
      [channels, 7, 9],
      conv(channels),
      conv(channels + 1, { kernel: 3, stride: 2 }),
      relu(),
      conv3(channels),
    ),
  );
  it.each<readonly [channels: number, out: number, groups: number]>([
    [13, 13, 13],
    [6, 3, 3],
    [10, 10, 2],
    [12, 18, 6],
    [24, 40, 8],
  ])('%d → %d channels in %d groups', (channels, out, groups) =>
    expectLayers(
      [2, 7, 5],
      conv(channels),
      conv(out, { kernel: 3, groups }),
      relu(),
      conv(out, { kernel: [1, 3], stride: [1, 2], groups }),
    ),
  );
  it('of constants: blurred maps', () =>
    expectTrainingReference(net([3, 5, 7], conv(5), blur({ stride: 2 })), { evaluates: true }));
  it('whose filters are standardised at each step, also in groups that share vectors, and shared: gradients add up', () => {
    const standardised = shared(conv(4, { kernel: 3, groups: 2, weightStandardization: true }));
    const fc = shared(dense(4));
    const all = [conv(4, { weightStandardization: { epsilon: 0.1 } }), standardised, relu(), standardised];
    return expectTrainingReference(
      network({ input: [3, 5, 3] }, [...all, globalAveragePool(), flatten(), fc, relu(), fc]),
    );
  });
  it('whose filters the invocations of a workgroup standardise together', () =>
    expectTrainingReference(
      network({ input: [3, 5, 3] }, [
        conv(5, { kernel: 3, weightStandardization: true }),
        globalAveragePool(),
        flatten(),
      ]),
      { target: webgpuTrainingTarget, batches: [2] },
    ));
  it('whose result has two readers', () =>
    expectLayers([3, 7, 9], conv3(5), concatenate([relu(), conv3(2), identity()]), residual({ body: conv3(12) })));
});

describe('where invocations of a workgroup share what they load', () => {
  it.each<readonly [channels: number, out: number, stride: Pair]>([
    [13, 7, [1, 1]],
    [5, 70, [2, 1]],
  ])('%d → %d channels, stride %j', (channels, out, stride) =>
    expectTrainingReference(
      network({ input: [3, 7, 9] }, [
        conv(channels, { kernel: 3 }),
        conv(out, { kernel: 3, stride }),
        globalAveragePool(),
        dense(3),
      ]),
      { target: webgpuTrainingTarget, batches: [1, 5] },
    ),
  );
});

describe('batch norm', () => {
  it('of several channels, of the images, twice in a row, and behind a residual', () =>
    expectLayers(
      [3, 7, 9],
      batchNorm(),
      batchNorm(),
      conv3(13),
      batchNorm({ momentum: 0.3, epsilon: 0.01 }),
      relu(),
      residual({ body: [conv3(13), batchNorm()], shortcut: [conv(13), batchNorm()], activation: relu() }),
    ));
  it('of one pixel each', () =>
    expectTrainingReference(net([3, 1, 1], conv(5), batchNorm(), relu()), { batches: [5, 8] }));
  it('of more pixels than parts', () =>
    expectTrainingReference(net([3, 61, 67], conv3(3), batchNorm(), relu()), { batches: [5] }));
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
    await expectTrainingReference(
      network(
        { input: [3, 7, 9] },
        { norm: batchNorm(), last: conv3(4), relu: relu(), pool: globalAveragePool(), fc: dense(5) },
      ),
      { mean: 1000, tolerances },
    );
  });
});

describe('pooling', () => {
  it.each<readonly [kernel: Pair, stride: Pair, padding: Pair]>([
    [
      [3, 3],
      [2, 2],
      [1, 1],
    ],
    [
      [5, 3],
      [3, 2],
      [2, 1],
    ],
    [
      [2, 3],
      [4, 4],
      [0, 1],
    ],
  ])('windows of %j, strides of %j, a padding of %j', (kernel, stride, padding) =>
    expectLayers(
      [3, 7, 9],
      conv(5),
      concatenate([
        maxPool({ kernel, stride, padding }),
        averagePool({ kernel, stride, padding }),
        averagePool({ kernel, stride, padding, countIncludePad: false }),
      ]),
      relu(),
    ),
  );
  it('the first of equal values takes it all', () =>
    expectExact(
      [2, 8, 6],
      {},
      conv(3),
      relu(),
      maxPool({ kernel: [4, 3], stride: [2, 1] }),
      maxPool({ kernel: 3, stride: 1, padding: 1 }),
    ));
  it('the mean, and vectors behind it', () =>
    expectTrainingReference(
      network({ input: [17, 1, 5] }, [conv3(17), relu(), globalAveragePool(), relu(), dense(7), relu(), dense(103)]),
    ));
});

describe('relu, residuals, views and slices', () => {
  it('zeros have no gradient', () =>
    expectExact(
      [3, 7, 9],
      { batches: [1, 9] },
      conv(5, { bias: true }),
      relu(),
      conv(7),
      relu(),
      residual({ body: [conv(7), relu()], activation: relu() }),
    ));
  it('a shortcut of option A with half of the zeros before', () =>
    expectLayers(
      [3, 7, 9],
      conv3(5),
      batchNorm(),
      relu(),
      residual({
        body: [conv(10, { kernel: 3, stride: 2 }), batchNorm()],
        shortcut: [subsample(2), padChannels({ before: 2, after: 3 })],
        activation: relu(),
      }),
    ));
  it('strided and padded', () =>
    expectLayers(
      [2, 7, 9],
      conv(5),
      subsample([2, 3]),
      padChannels({ before: 3, after: 2 }),
      conv(5),
      residual({ body: conv(8), shortcut: padChannels({ before: 1, after: 2 }) }),
    ));
  it('slices of three channels between others', () =>
    expectLayers(
      [3, 5, 3],
      conv(2),
      concatenate([
        conv3(3),
        sequential([conv(3), batchNorm(), relu()]),
        sequential([conv(3), relu(), maxPool({ kernel: 3, stride: 1, padding: 1 })]),
        identity(),
        padChannels({ before: 3 }),
        conv(5),
      ]),
      conv(3),
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

describe('whole networks', () => {
  it("a block of one's own", () =>
    expectTrainingReference(handMadeNetworks.find(([name]) => name === "a block of one's own")![1], { batches: [2] }));
  it('residuals of vectors', () =>
    expectTrainingReference(handMadeNetworks.find(([name]) => name.includes('vectors'))![1], { batches: [8] }));
  it.each(resnetCombinations.filter((_, index) => index % 82 === 7))('%s', (_, each) =>
    expectTrainingReference(each, { batches: [3] }),
  );
  it('with next to no memory', () =>
    expectTrainingReference(resnetCombinations[20]![1], { batches: [3], memoryBudget: 1 }));
});

it('dropout and stochastic depth draw the masks of every device, forward and backward', () =>
  expectTrainingReference(
    net(
      [3, 7, 5],
      residual({
        body: [conv3(5), batchNorm(), relu(), dropout(0.3), conv3(3), stochasticDepth(0.5)],
        activation: relu(),
      }),
      dropout(0.1),
    ),
    { batches: [2, 5] },
  ));

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
  const { kernels } = programOf(
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
      dropout(0.1),
      // Whose gradients read the mean's from a map.
      conv(4),
      globalAveragePool(),
      dense(5),
    ]),
    'training',
  );
  expect(new Set(kernels.map(({ core }) => core.kind))).toEqual(
    new Set([
      'average_pool',
      'average_pool_gradient',
      'channel_statistics',
      'channel_sums',
      'convolution',
      'copy',
      'loss',
      'filter_gradient',
      'input_gradient',
      'matrix_product',
      'max_pool',
      'max_pool_gradient',
      'mean',
      'spread',
      'upsample',
      'vector',
    ]),
  );
  expect(new Set(kernels.flatMap(({ epilogue }) => epilogue.map(({ kind }) => kind)))).toEqual(
    new Set(['dropout', 'map', 'store']),
  );
});

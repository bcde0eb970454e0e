import {
  batchNorm,
  blur,
  conv,
  dense,
  dropout,
  flatten,
  globalAveragePool,
  maxPool,
  network,
  relu,
  residual,
  resnet,
  shared,
  stochasticDepth,
  type ConvOptions,
  type Layer,
  type Network,
  type TrainedNetwork,
} from '@resnet-compile/dsl';
import { blockOf, handMadeNetworks, holdsForNetworks, kerasListing, resnetCombinations } from '@resnet-compile/testing';
import { describe, it } from 'vitest';
import { graphOf } from './engine.ts';
import { expectStepReference, expectTrainingReference, trainingProgram } from './expect-training-reference.ts';

/** A third of them: 3 divides no number of choices but that of a bottleneck's variants. */
const some = resnetCombinations.filter((_, index) => index % 3 === 0);

describe("a training step of networks of one's own", () => {
  // One of them has nothing to train. Of two vectors, a batch norm makes ±1, whatever they are: no gradient but by rounding.
  it.each(handMadeNetworks.filter(([name]) => name !== 'nothing at all'))('%s', (name, network) =>
    expectTrainingReference(network, { batches: name.includes('vectors') ? [5, 8] : [2, 5] }),
  );
});

describe('a training step of residual networks of every sort', () => {
  it.each(some)('%s', (_, network) => expectTrainingReference(network, { batches: [3] }));
});

const hasParameters = (network: Network): boolean =>
  graphOf(network).nodes.some((node) => node.op === 'parameter' && node.attributes.kind === 'parameter');

// A batch norm refuses to train on one value a channel.
it('a training step of random networks, some with next to no memory', () =>
  holdsForNetworks(100, async (network) => {
    const { loss } = (network as Partial<TrainedNetwork>).training ?? {};
    const options = { ...(loss ? { loss } : {}), ...(network.input[1] % 3 ? {} : { memoryBudget: 1 }) };
    if (hasParameters(network))
      await expectStepReference(trainingProgram(network, options), { ...options, batches: [2, 5], byCondition: true });
  }));

it('blocks of three convolutions, B(3,1,3)', () =>
  expectTrainingReference(
    resnet({
      stages: [1, 2],
      block: blockOf(3, 1, 3),
      variant: 'v2',
      stem: 'cifar',
      width: 5,
      input: [3, 7, 9],
      classes: 3,
    }),
    { batches: [2, 5] },
  ));

it("Keras' listing of 50 layers, with one block a stage, of 3 channels for its 64", () =>
  expectTrainingReference(kerasListing({ width: 3, stages: [1, 1, 1, 1] }), { batches: [2] }));

it('filters that are standardised at each step, dense, strided, in groups, and by Winograd backwards', () => {
  const standardised = (channels: number, options: ConvOptions = {}): Layer =>
    conv(channels, { kernel: 3, weightStandardization: true, ...options });
  const layers = [
    standardised(64, { kernel: [3, 1] }),
    batchNorm(),
    relu(),
    standardised(64),
    standardised(10, { stride: 2 }),
    standardised(15, { groups: 5, weightStandardization: { epsilon: 0.1 } }),
  ];
  return expectTrainingReference(network({ input: [3, 16, 18] }, [...layers, globalAveragePool(), dense(4)]));
});

it('layers that are shared, at several sizes, whose gradients add up', () => {
  const layers = [
    shared(conv(4, { kernel: 3, bias: true, groups: 2 })),
    shared(batchNorm()),
    relu(),
    shared(conv(4, { kernel: 3, weightStandardization: true })),
  ];
  const all = [conv(4), ...layers, maxPool({ kernel: 2 }), ...layers, globalAveragePool(), flatten()];
  const fc = shared(dense(4));
  return expectTrainingReference(network({ input: [3, 16, 18] }, [...all, fc, relu(), fc]));
});

it('blurred maps: constants as filters', () => {
  const layers = [conv(7, { kernel: 3 }), batchNorm(), relu(), blur({ stride: 2 }), conv(8), blur()];
  return expectTrainingReference(network({ input: [3, 7, 9] }, [...layers, globalAveragePool(), dense(4)]));
});

describe('with next to no memory: all that can be is computed again', () => {
  it.each(some.filter((_, index) => index % 3 === 0))('%s', (_, network) =>
    expectTrainingReference(network, { batches: [3], memoryBudget: 1 }),
  );
});

describe('dropout and stochastic depth draw one mask in every layout, forward and backward', () => {
  const dropping = (rate: number) =>
    resnet({
      stages: [2, 1],
      stem: 'cifar',
      input: [3, 9, 7],
      classes: 5,
      width: 5,
      block: ({ channels, stride, shortcut }) =>
        residual({
          body: {
            conv1: conv(channels, { kernel: 3, stride }),
            bn1: batchNorm(),
            relu: relu(),
            drop: dropout(rate),
            conv2: conv(channels, { kernel: 3 }),
            bn2: batchNorm(),
            depth: stochasticDepth(rate),
          },
          shortcut: shortcut(channels),
          activation: relu(),
        }),
    });
  it.each([0, 0.1, 0.5])('rate %d', (rate) => expectTrainingReference(dropping(rate), { batches: [2, 5] }));
  it('computed again', () => expectTrainingReference(dropping(0.3), { batches: [3], memoryBudget: 1 }));
  it('before a strided convolution and after the pooling', () =>
    expectTrainingReference(
      network(
        { input: [2, 8, 9] },
        {
          conv1: conv(6, { kernel: 3 }),
          drop1: dropout(0.4),
          conv2: conv(7, { kernel: 3, stride: 2, bias: true }),
          relu: relu(),
          pool: globalAveragePool(),
          drop2: dropout(0.5),
          fc: dense(3),
        },
      ),
      { batches: [2, 5] },
    ));
});

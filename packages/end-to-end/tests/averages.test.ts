import {
  adamW,
  dropout,
  conv,
  batchNorm,
  relu,
  dense,
  globalAveragePool,
  network,
  resnet,
  training,
  type TrainingOptions,
} from '@resnet-compile/dsl';
import { describe, expect, test } from 'vitest';
import { averageCases, expectAverage } from './train-averaged.ts';
import { batchAt, everything, trainingModule, trainOn } from './training-module.ts';

describe('a moving average is what torch.optim.swa_utils makes of the same steps: AveragedModel with its buffers, update_bn', () => {
  test.each(averageCases)('%s', async (_, each) => expectAverage(each, { device: 'cpu' }));
  test('on two threads', async () => expectAverage(averageCases[0]![1], { device: 'cpu', threads: 2 }));
  test('in a worker', async () => expectAverage(averageCases[0]![1], { device: 'cpu', worker: true }));
});

const small = (options: TrainingOptions = {}) =>
  training(resnet({ stages: [1, 1], width: 64, stem: 'cifar', input: [3, 16, 16], classes: 10 }), options);

test('the bits depend on no number of threads, where there is enough to share', async () => {
  const module = trainingModule(small({ ema: { decay: 0.9, warmUp: true }, accumulate: 2 }));
  const run = async (threads: number): Promise<string> => {
    const net = await module.load({ threads });
    expect(net.threads).toBe(threads);
    await trainOn(net, module.model, 0, 3);
    for (const index of [0, 1]) await net.estimateStatistics({ images: batchAt(module.model, index, 8).images, index });
    const found = await everything(net);
    await net.dispose();
    return found;
  };
  expect(await run(2)).toBe(await run(1));
});

test('a step that fails leaves the average as it is', async () => {
  const module = trainingModule(small({ optimizer: adamW(), ema: 0.9 }));
  const net = await module.load();
  await trainOn(net, module.model, 0, 2);
  const before = await everything(net);
  const { images, labels } = batchAt(module.model, 2, 4);
  await expect(net.trainStep({ images: images.fill(NaN), labels, learningRate: 0.1 })).rejects.toThrow('step 3');
  expect(await everything(net)).toBe(before);
});

describe('estimating statistics', () => {
  const dropped = trainingModule(
    training(
      network(
        { input: [3, 6, 6] },
        {
          conv1: conv(4, { kernel: 3 }),
          drop: dropout(0.5),
          bn1: batchNorm(),
          relu: relu(),
          pool: globalAveragePool(),
          fc: dense(3),
        },
      ),
      { ema: 0.5 },
    ),
  );
  const images = (step: number): Float32Array => batchAt(dropped.model, step, 4).images;

  test('begins anew with index 0, and draws the same masks again', async () => {
    const net = await dropped.load();
    await trainOn(net, dropped.model, 0, 2, { batch: 4 });
    const estimate = async (...steps: readonly number[]): Promise<unknown> => {
      for (const [index, step] of steps.entries()) await net.estimateStatistics({ images: images(step), index });
      return net.averagedStateDict();
    };
    const [first, other] = [await estimate(0, 1), await estimate(1, 1)];
    expect(await estimate(0, 1)).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test.each([
    ['a batch norm of momentum 0 keeps the statistics that it was given', { bn1: batchNorm({ momentum: 0 }) }],
    ['without batch norms there are none', {}],
  ] as const)('%s', async (_, layers) => {
    const module = trainingModule(
      training(
        network(
          { input: [3, 6, 6] },
          { conv1: conv(4, { kernel: 3 }), ...layers, pool: globalAveragePool(), fc: dense(3) },
        ),
        { ema: 0.5 },
      ),
    );
    const net = await module.load();
    await trainOn(net, module.model, 0, 2, { batch: 4 });
    const before = await net.averagedStateDict();
    await net.estimateStatistics({ images: images(0), index: 0 });
    expect(await net.averagedStateDict()).toEqual(before);
  });

  test.each<readonly [string, object, string | RegExp]>([
    [
      'a batch that is not the next',
      { images: images(0), index: 2 },
      'model: estimateStatistics: index is 2; expected 0, the first batch, or 1, the next one',
    ],
    [
      'no index',
      { images: images(0) },
      'model: estimateStatistics: index is missing; expected an integer of at least 0',
    ],
    ['another option', { images: images(0), idx: 1 }, /^model: estimateStatistics: there is no option "idx"/],
    ['no images', { index: 0 }, 'model: estimateStatistics: images is missing; expected a Float32Array or Uint8Array'],
    [
      'images that are not finite',
      { images: images(0).fill(Infinity), index: 1 },
      'estimateStatistics: bn1.running_mean of batch 1 is not finite; check the images of this batch, and begin anew with index 0',
    ],
  ])('refuses %s', async (_, options, message) => {
    const net = await dropped.load();
    await net.estimateStatistics({ images: images(0), index: 0 });
    const before = await net.averagedStateDict();
    await expect(net.estimateStatistics(options as never)).rejects.toThrow(message);
    expect(await net.averagedStateDict()).toEqual(before);
  });
});

describe('a network without an average says so', () => {
  const plain = trainingModule(training(network({ input: [1, 4, 4] }, { pool: globalAveragePool(), fc: dense(3) })));
  const { images, labels } = batchAt(plain.model, 0, 2);
  test.each([false, true])('in a worker: %s', async (worker) => {
    const net = await plain.load({ worker });
    expect(net.training.average).toBe(null);
    const said = 'model: no moving average is declared; compile the network with training({ ema: 0.999 })';
    await expect(net.averagedStateDict()).rejects.toThrow(`${said}, or take stateDict()`);
    await expect(net.predictAveraged(images)).rejects.toThrow(`${said}, or call predict`);
    await expect(net.runAveraged(images)).rejects.toThrow(`${said}, or call run`);
    await expect(net.evaluateAveraged({ images, labels })).rejects.toThrow(`${said}, or call evaluate`);
    await expect(net.estimateStatistics({ images, index: 0 })).rejects.toThrow(said);
    await net.dispose();
  });
});

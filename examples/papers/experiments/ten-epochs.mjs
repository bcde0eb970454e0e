// The ResNet-20 of He et al. 2015 on CIFAR-10 by a recipe of ten epochs, beside PyTorch by the same.
import { seeded, standardNormal } from '@resnet-compile/analyse';
import { sgd } from 'resnet-compile';
import { linear, sequence } from '@resnet-compile/trainer';
import { cifarNetwork } from '../frame/cifar-network.mjs';
import { augmentation, cifar, scheduleOf } from '../frame/cifar.mjs';
import { lineChart } from '../frame/line-chart.mjs';
import { meanAndDeviation } from '../frame/statistics.mjs';
import { table as markdown } from '../frame/table.mjs';
import { trainAll } from '../frame/train-all.mjs';

export const title = 'CIFAR ResNet-20, ten epochs';
export const source = 'the same recipe in PyTorch 1.13; He et al. 2015, table 6';
export const settings = {
  steps: [3_900, 64_000, 'of 128 images'],
  images: [50_000, 50_000, 'to train on'],
  seeds: [3, 5, 'runs'],
};

/** PyTorch's test accuracies after each epoch, %, seeds 1 and 2; the paper's ResNet-20 after 64,000 steps has 91.25. */
const pytorch = [
  [39.4, 42.64, 67.71, 66.99, 73.33, 72.04, 78.8, 81.56, 85.24, 87.74],
  [41.88, 63.96, 69.86, 74.74, 69.93, 75.79, 74.13, 74.66, 85.8, 87.9],
];
const epoch = 390;
const last = (seed) => seed.at(-1);

/** The recipe draws the last layer from N(0, √(2/fan)) as well, 10 classes of 64 channels; the rest is as `load` begins. */
const beginning = (seed) => {
  const random = seeded(seed);
  const dense = Float32Array.from({ length: 10 * 64 }, () => Math.sqrt(2 / 64) * standardNormal(random));
  return { weights: { 'fc.weight': dense }, except: ['conv1.*', 'bn1.*', 'layer*', 'fc.bias'] };
};

export async function run({ steps, images, seeds }, { data, ...frame }) {
  const isShort = steps < 10_000;
  const rise = Math.ceil(steps / 5);
  const shared = {
    ...augmentation,
    data: await cifar(data, images),
    steps,
    evaluateEvery: epoch,
    network: isShort
      ? cifarNetwork({ depth: 20, width: 16 }, { optimizer: sgd({ momentum: 0.9, nesterov: true, weightDecay: 5e-4 }) })
      : cifarNetwork({ depth: 20, width: 16 }),
    schedule: isShort
      ? sequence({ until: rise, schedule: linear({ from: 0, to: 0.2 }) }, linear({ from: 0.2, to: 0 }))
      : scheduleOf(steps),
  };
  const runs = Array.from({ length: seeds }, (_, index) => ({
    ...shared,
    name: `seed ${index + 1}`,
    seed: index + 1,
    ...beginning(index + 1),
  }));
  return { rows: (await trainAll(runs, frame)).map(({ name, tests, testError }) => ({ name, tests, testError })) };
}

const accuracies = (rows) => rows.map(({ testError }) => 100 - testError);

export const table = ({ rows, settings: { steps } }) =>
  markdown(
    ['', 'of the test images right, %'],
    [
      ...rows.map(({ name }, row) => [name, accuracies(rows)[row].toFixed(2)]),
      ['mean', meanAndDeviation(accuracies(rows), 2)],
      steps < 10_000 ? ['PyTorch, seeds 1 and 2', meanAndDeviation(pytorch.map(last), 2)] : ['the paper', '91.25'],
    ],
  );

export const picture = ({ rows }) =>
  lineChart({
    title: 'Of the test images right, %',
    x: 'epoch',
    series: [
      ...rows.map(({ name, tests }) => ({ name, data: tests.map(([step, error]) => [step / epoch, 100 - error]) })),
      ...pytorch.map((seed, index) => ({
        name: `PyTorch, seed ${index + 1}`,
        lineStyle: { type: 'dashed' },
        data: seed.map((accuracy, before) => [before + 1, accuracy]),
      })),
    ],
  });

// What a shortcut may be, and where norms and activations may stand: He et al. 2016, tables 1 and 2.
import { cifarNetwork } from '../frame/cifar-network.mjs';
import { augmentation, cifar, scheduleOf } from '../frame/cifar.mjs';
import { colours } from '../frame/draw.mjs';
import { mean, meanAndDeviation } from '../frame/statistics.mjs';
import { table as markdown } from '../frame/table.mjs';
import { trainAll } from '../frame/train-all.mjs';

export const title = 'Shortcuts and placements';
export const source = 'He et al. 2016, tables 1 and 2';
export const settings = {
  depth: [20, 110, 'layers of each network, 6n + 2'],
  width: [8, 16, 'channels of the first stage'],
  images: [10_000, 50_000, 'to train on'],
  steps: [156, 64_000, 'of 128 images'],
  seeds: [3, 5, 'runs of each network'],
};

/** The row of the table, its options, and the paper's error of ResNet-110 in %; 'fail' is above 20. */
const kinds = [
  ['identity', {}, '6.61'],
  ['none: plain', { shortcut: 'none' }, 'fail'],
  ['0.5·x + F(x)', { shortcutScale: 0.5 }, 'fail'],
  ['0.5·x + 0.5·F(x)', { shortcutScale: 0.5, residualScale: 0.5 }, '12.35'],
  ['exclusive gate, bias 0', { gate: 'exclusive', gateBias: 0 }, 'fail'],
  ['exclusive gate, bias −6', { gate: 'exclusive', gateBias: -6 }, '8.70'],
  ['shortcut-only gate, bias 0', { gate: 'shortcut-only', gateBias: 0 }, '12.86'],
  ['shortcut-only gate, bias −6', { gate: 'shortcut-only', gateBias: -6 }, '6.91'],
  ['1×1 convolution', { shortcut: 'conv' }, '12.22'],
  ['dropout 0.5', { shortcut: 'dropout' }, 'fail'],
  ['BN after addition', { placement: 'bn-after-add' }, '8.17'],
  ['ReLU before addition', { placement: 'relu-before-add' }, '7.84'],
  ['ReLU-only pre-activation', { placement: 'relu-only' }, '6.71'],
  ['full pre-activation', { placement: 'full' }, '6.37'],
];

export async function run({ depth, width, images, steps, seeds }, { data, ...frame }) {
  const shared = {
    data: await cifar(data, images),
    ...augmentation,
    steps,
    schedule: scheduleOf(steps),
  };
  const runs = Array.from({ length: seeds }, (_, index) =>
    kinds.map(([, options], row) => ({
      ...shared,
      name: `${row}-${index + 1}`,
      network: cifarNetwork({ depth, width, ...options }),
      seed: index + 1,
    })),
  );
  const results = await trainAll(runs.flat(), frame);
  return {
    rows: kinds.map(([name, , paper], row) => ({
      name,
      paper,
      errors: results.filter((_, index) => index % kinds.length === row).map(({ testError }) => testError ?? 90),
    })),
  };
}

export const table = ({ rows, settings: { depth } }) =>
  markdown(
    ['shortcut, placement', `ResNet-${depth} here, error %`, 'ResNet-110 in the paper'],
    rows.map(({ name, errors, paper }) => [name, meanAndDeviation(errors), paper]),
  );

export const picture = ({ rows }) => ({
  height: 440,
  title: { text: 'Test error, %: mean, and each seed' },
  grid: { left: 190, right: 20, top: 40, bottom: 30 },
  xAxis: { type: 'value', scale: true },
  yAxis: { type: 'category', inverse: true, data: rows.map(({ name }) => name) },
  series: [
    { type: 'scatter', symbolSize: 12, data: rows.map(({ errors }, row) => [mean(errors), row]) },
    {
      type: 'scatter',
      symbolSize: 5,
      itemStyle: { color: colours.ink, opacity: 1 },
      data: rows.flatMap(({ errors }, row) => errors.map((error) => [error, row])),
    },
  ],
});

// Deeper plain networks train worse than shallower ones, deeper residual networks do not: He et al. 2015, section 4.2.
import { batches, cifar10, horizontalFlip, mnist, padCrop } from '@resnet-compile/data';
import { linear, multiStep, stepSeries, train, writeCharts } from '@resnet-compile/trainer';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cifarNormalization } from '../cifar10/normalization.mjs';
import { compile } from '../compile.mjs';
import { showDownload } from '../download.mjs';
import { mnistFolder } from '../mnist/data.mjs';
import { readOptions } from '../options.mjs';

const options = readOptions(
  `Usage: node train.mjs [options]

  --recipe NAME  short: handwritten digits, 600 steps of 64 images at a rate that falls from 0.1 to 0;
                 full: the paper's, on CIFAR-10, 64,000 steps of 128 images, for days (short)
  --steps N      others than the recipe's
  --out FOLDER   a run's folder for each network, and degradation.html (runs/degradation)
  --data FOLDER  for the full recipe CIFAR-10's binary version; downloaded where it is not (data/cifar-10-batches-bin)
  --seed N       1
  --device NAME  cpu, webgpu or auto (cpu)
`,
  { recipe: 'short', steps: '', out: 'runs/degradation', data: 'data/cifar-10-batches-bin', seed: '1', device: 'cpu' },
);

const recipes = {
  short: {
    model: 'short.ts',
    open: () => mnist({ folder: mnistFolder }),
    steps: 600,
    batchSize: 64,
    schedule: linear({ from: 0.1, to: 0 }),
  },
  full: {
    model: 'full.ts',
    open: () => cifar10({ folder: options.data, download: true, onProgress: showDownload }),
    steps: 64_000,
    batchSize: 128,
    schedule: multiStep({ base: 0.1, milestones: [32_000, 48_000] }),
    augment: [padCrop(4), horizontalFlip()],
    normalize: cifarNormalization,
  },
};
const recipe = recipes[options.recipe];
if (!recipe) throw new Error(`there is no recipe ${options.recipe}; there are ${Object.keys(recipes).join(' and ')}`);
const { batchSize, schedule, augment = [], normalize } = recipe;
const steps = Number(options.steps || recipe.steps);
const seed = Number(options.seed);

const images = await recipe.open();
const module = compile(fileURLToPath(new URL(recipe.model, import.meta.url)), join(options.out, 'models'));
const lines = [];
for (const name of ['plain20', 'residual20', 'plain56', 'residual56']) {
  console.log(`\n${name}`);
  const out = join(options.out, name);
  const network = await (await module(name)).load({ device: options.device, seed, v8Flags: 'set' });
  const { evaluation } = await train({
    network,
    data: {
      train: (place) => batches(images.train, { ...place, batchSize, dropLast: true, augment, normalize }),
      test: () => batches(images.test, { batchSize: 500, shuffle: false, normalize }),
    },
    steps,
    seed,
    schedule,
    out,
  });
  await network.dispose();
  const records = readFileSync(join(out, 'metrics.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  lines.push({ name, records, evaluation, ...lastTenth(records) });
  await writePage();
}

console.log('\nnetwork      training loss   training error   test error   (training: the last tenth of the steps)');
for (const { name, loss, error, evaluation } of lines) {
  console.log(
    `${name.padEnd(12)} ${loss.toFixed(4).padStart(13)} ${percent(error).padStart(16)} ${percent(1 - evaluation.top1).padStart(12)}`,
  );
}
console.log(`\ncurves: ${join(options.out, 'degradation.html')}`);

function lastTenth(records) {
  const last = records.filter(({ kind }) => kind === 'step').slice(-Math.ceil(steps / 10));
  const mean = (value) => last.reduce((sum, record) => sum + value(record), 0) / last.length;
  return { loss: mean(({ loss }) => loss), error: mean(({ accuracy }) => 1 - accuracy) };
}

function writePage() {
  const chart = (title, value) => ({
    title,
    x: 'step',
    series: lines.map(({ name, records }) => smoothed(stepSeries(name, records, value))),
  });
  return writeCharts(join(options.out, 'degradation.html'), {
    title: 'Plain and residual networks of 20 and 56 layers',
    summary: `${images.train.name}, seed ${seed}: ${lines.map(({ name, error }) => `${name} ${percent(error)}`).join(', ')} wrong in the last tenth of ${steps} steps.`,
    charts: [
      chart('Training error, %', ({ accuracy }) => 100 * (1 - accuracy)),
      chart('Training loss', ({ loss }) => loss),
    ],
  });
}

/** Means of the last 5 % of the points: batches of 64 images are noisy. */
function smoothed({ name, points }) {
  const width = Math.ceil(points.length / 20);
  return {
    name,
    points: points.map(([x], index) => [
      x,
      points.slice(Math.max(0, index - width + 1), index + 1).reduce((sum, [, y]) => sum + y, 0) /
        Math.min(width, index + 1),
    ]),
  };
}

function percent(part) {
  return `${(100 * part).toFixed(2)} %`;
}

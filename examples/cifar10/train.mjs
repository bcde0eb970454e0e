// Trains the ResNet-20 of He et al. 2015 on CIFAR-10, and draws what it gets right and wrong.
import { batches, cifar10, horizontalFlip, padCrop } from '@resnet-compile/data';
import { linear, multiStep, sequence, train } from '@resnet-compile/trainer';
import { evaluate, evaluationPage } from '@resnet-compile/vision/evaluate';
import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '../compile.mjs';
import { showDownload } from '../download.mjs';
import { readOptions } from '../options.mjs';
import { cifarNormalization as normalize } from './normalization.mjs';

const options = readOptions(
  `Usage: node train.mjs [options]

  --recipe NAME  paper: 64,000 steps at 0.1, after 32,000 at 0.01, after 48,000 at 0.001;
                 short: 10 epochs, in which the rate rises to 0.2 and falls to 0 (paper)
  --steps N      others than the recipe's
  --out FOLDER   what the run writes; where there is a checkpoint, it goes on from there (runs/cifar10-RECIPE)
  --data FOLDER  CIFAR-10's binary version; downloaded where it is not (data/cifar-10-batches-bin)
  --seed N       1
  --device NAME  cpu, webgpu or auto (cpu)
`,
  { recipe: 'paper', steps: '', out: '', data: 'data/cifar-10-batches-bin', seed: '1', device: 'cpu' },
);

const stepsPerEpoch = 390;
const shortSteps = 10 * stepsPerEpoch;
const recipes = {
  paper: { steps: 64_000, schedule: multiStep({ base: 0.1, milestones: [32_000, 48_000] }) },
  short: {
    steps: shortSteps,
    schedule: sequence({ until: shortSteps / 5, schedule: linear({ from: 0, to: 0.2 }) }, linear({ from: 0.2, to: 0 })),
  },
};
const recipe = recipes[options.recipe];
if (!recipe) throw new Error(`there is no recipe ${options.recipe}; there are ${Object.keys(recipes).join(' and ')}`);
const out = options.out || `runs/cifar10-${options.recipe}`;
const seed = Number(options.seed);

const images = await cifar10({ folder: options.data, download: true, onProgress: showDownload });
const { load, model } = await compile(
  fileURLToPath(new URL('training.ts', import.meta.url)),
  join(out, 'models'),
)(options.recipe);
console.log(
  `${model.parameterCount.toLocaleString('en')} parameters; ${images.train.length.toLocaleString('en')} images to learn from, ${images.test.length.toLocaleString('en')} to test on`,
);

const network = await load({ device: options.device, seed, v8Flags: 'set' });
const test = () => batches(images.test, { batchSize: 500, shuffle: false, normalize });
const { evaluation } = await train({
  network,
  data: {
    train: (place) =>
      batches(images.train, {
        ...place,
        batchSize: 128,
        dropLast: true,
        augment: [padCrop(4, { fill: normalize.mean }), horizontalFlip()],
        normalize,
      }),
    test,
  },
  steps: Number(options.steps || recipe.steps),
  seed,
  schedule: recipe.schedule,
  checkpointEvery: 100,
  evaluateEvery: stepsPerEpoch,
  out,
});

const pictures = join(out, 'pictures.html');
const seen = await evaluate(network, images.test, { preprocess: { ...normalize, resize: 32 }, batchSize: 500 });
await writeFile(pictures, await evaluationPage(seen, images.test));
await network.dispose();
console.log(
  `${(evaluation.top1 * 100).toFixed(2)} % of the test images are right; which ones: ${relative('.', pictures)}`,
);

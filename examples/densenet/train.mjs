// Trains a DenseNet, whose shortcuts are concatenations instead of sums, on handwritten digits.
import { batches, mnist } from '@resnet-compile/data';
import { oneCycle, train } from '@resnet-compile/trainer';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '../compile.mjs';
import { mnistFolder } from '../mnist/data.mjs';
import { readOptions } from '../options.mjs';

const options = readOptions(
  `Usage: node train.mjs [options]

  --out FOLDER   what the run writes; where there is a checkpoint, it goes on from there (runs/densenet)
  --steps N      200, of 64 digits each
  --seed N       1
  --device NAME  cpu, webgpu or auto (cpu)
`,
  { out: 'runs/densenet', steps: '200', seed: '1', device: 'cpu' },
);

const seed = Number(options.seed);
const model = fileURLToPath(new URL('model.ts', import.meta.url));
const { load, model: info } = await compile(model, join(options.out, 'model'))();
const digits = await mnist({ folder: mnistFolder });
console.log(`${info.parameterCount.toLocaleString('en')} parameters`);

const network = await load({ device: options.device, seed, v8Flags: 'set' });
const { evaluation } = await train({
  network,
  data: {
    train: (place) => batches(digits.train, { ...place, batchSize: 64, dropLast: true }),
    test: () => batches(digits.test, { batchSize: 500, shuffle: false }),
  },
  steps: Number(options.steps),
  seed,
  schedule: oneCycle({ peak: 0.1 }),
  out: options.out,
});
await network.dispose();
console.log(`${(evaluation.top1 * 100).toFixed(2)} % of the test images are right`);

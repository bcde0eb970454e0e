// Measures what a moving average is worth early in training: test accuracy of the plain weights, and of their average.
import { batches, cifar10, horizontalFlip, padCrop } from '@resnet-compile/data';
import { constant, evaluate, train } from '@resnet-compile/trainer';
import { fileURLToPath } from 'node:url';
import { compile } from '../compile.mjs';
import { showDownload } from '../download.mjs';
import { readOptions } from '../options.mjs';
import { cifarNormalization as normalize } from './normalization.mjs';

const options = readOptions(
  `Usage: node average.mjs [options]

  --averages A,… which of averages.ts (all)
  --steps N      steps between two evaluations (100); there are three
  --images N     test images (2000)
  --data FOLDER  CIFAR-10's binary version; downloaded where it is not (data/cifar-10-batches-bin)
  --seed N       1
  --device NAME  cpu, webgpu or auto (cpu)
`,
  {
    averages: 'estimated,statisticsAveraged,warmUp,slow,slowWarmUp',
    steps: '100',
    images: '2000',
    data: 'data/cifar-10-batches-bin',
    seed: '1',
    device: 'cpu',
  },
);
const [steps, seed, count] = [options.steps, options.seed, options.images].map(Number);

const images = await cifar10({ folder: options.data, download: true, onProgress: showDownload });
const moduleOf = compile(fileURLToPath(new URL('averages.ts', import.meta.url)), 'runs/cifar10-average/models');
const percent = (part) => `${(100 * part).toFixed(1)} %`.padStart(7);

/** The first images of the test data. */
async function* test() {
  let seen = 0;
  for await (const batch of batches(images.test, { batchSize: 100, shuffle: false, normalize })) {
    yield batch;
    seen += batch.labels.length;
    if (seen >= count) return;
  }
}

console.log(`${'average'.padEnd(20)}${[1, 2, 3].map((k) => `step ${k * steps}: plain, average`.padEnd(32)).join('')}`);
for (const name of options.averages.split(',')) {
  const { load } = await moduleOf(name);
  const network = await load({ device: options.device, seed, v8Flags: 'set' });
  const row = [];
  await train({
    network,
    data: {
      train: (place) =>
        batches(images.train, {
          ...place,
          batchSize: Math.min(128, images.train.length),
          dropLast: true,
          augment: [padCrop(4, { fill: normalize.mean }), horizontalFlip()],
          normalize,
        }),
      test,
    },
    steps: 3 * steps,
    evaluateEvery: steps,
    schedule: constant(0.2),
    seed,
    progress: false,
    onEvent: async (event) => {
      if (event.kind === 'evaluation')
        row.push(`${percent((await evaluate({ network, batches: test() })).top1)}, ${percent(event.top1)}`.padEnd(32));
    },
  });
  await network.dispose();
  console.log(`${name.padEnd(20)}${row.join('')}`);
}

/** What making batches adds to training steps, and how fast images are made ready: `npm run loading`. */
import {
  batches,
  cutmix,
  horizontalFlip,
  inMemory,
  mixup,
  padCrop,
  randomErasing,
  randomResizedCrop,
  sharedBytes,
  trivialAugment,
} from '@resnet-compile/data';
import { imageFolder } from '@resnet-compile/data/image-folder';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cache } from './src/cache.mjs';
import { trainingModule } from './src/compile-ours.mjs';
import { encodeJpeg } from './src/encode-jpeg.mjs';
import { describeMachine } from './src/machine.mjs';
import { number, printMachine, printTable, spread } from './src/report.mjs';
import { summarize } from './src/statistics.mjs';
import { prepare } from './src/training/task.mjs';

const { values } = parseArgs({
  options: { steps: { type: 'string', default: '40' }, rounds: { type: 'string', default: '5' } },
});
const [steps, rounds] = [Number(values.steps), Number(values.rounds)];
const batchSize = 128;
const normalize = { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] };

printMachine(describeMachine());
await compareLoops();
await countImages();

/** Loops of training steps against the same number of steps on one batch, in turn. */
async function compareLoops() {
  prepare();
  const { load } = await import(trainingModule('cifarResnet20').href);
  const net = await load({ seed: 1 });
  const data = noise([3, 32, 32], steps * batchSize);
  const step = ({ images, labels }) => net.trainStep({ images, labels, learningRate: 0.01 });
  const loops = {
    'crop, flip': { augment: [padCrop(4), horizontalFlip()] },
    'resized crop, TrivialAugment, erasing, mixup, cutmix': {
      augment: [randomResizedCrop(), horizontalFlip(), trivialAugment(), randomErasing(), mixup(), cutmix()],
    },
    'crop, flip; no worker': { augment: [padCrop(4), horizontalFlip()], workers: 0 },
  };
  const taken = Object.fromEntries(Object.keys(loops).map((name) => [name, { wall: [], processor: [] }]));
  const bare = [];
  const loop = async (options, epoch) => {
    for await (const batch of batches(data, { batchSize, normalize, epoch, ...options })) {
      await step(batch);
      batch.release();
    }
  };
  const [batch] = await Array.fromAsync(batches(noise([3, 32, 32], batchSize), { batchSize, normalize }));
  for (let round = -1; round < rounds; round++) {
    const once = await measure(async () => {
      for (let n = 0; n < steps; n++) await step(batch);
    });
    if (round >= 0) bare.push(once.wall / steps);
    for (const [name, options] of Object.entries(loops)) {
      const found = await measure(() => loop(options, round + 1));
      if (round >= 0) for (const kind of ['wall', 'processor']) taken[name][kind].push(found[kind] / once[kind]);
    }
  }
  await net.dispose();
  console.log(
    `\n### Loops of ${steps} steps of the CIFAR ResNet-20, batch ${batchSize}, ${number(summarize(bare).median)} ms per bare step\n`,
  );
  const ratio = (values) => {
    const { median, lower, upper } = summarize(values);
    return [median.toFixed(3), `${lower.toFixed(3)}–${upper.toFixed(3)}`];
  };
  printTable(
    ['loop', 'time ÷ bare steps', 'quartiles', 'processor time of this thread ÷ bare steps', 'quartiles'],
    Object.entries(taken).map(([name, { wall, processor }]) => [name, ...ratio(wall), ...ratio(processor)]),
  );
}

/** Images a second, when nothing else runs. */
async function countImages() {
  const folder = await jpegFolder(128);
  const sets = {
    '32×32 in memory: crop, flip': [noise([3, 32, 32], 12_800), { augment: [padCrop(4), horizontalFlip()] }],
    '500×375 JPEG: middle, 224×224': [await imageFolder(folder, { size: 224 }), {}],
    '500×375 JPEG: resized crop 224×224, flip': [
      await imageFolder(folder, { size: 224 }),
      { augment: [randomResizedCrop(), horizontalFlip()] },
    ],
  };
  const rows = [];
  for (const [name, [data, options]] of Object.entries(sets)) {
    for (const workers of [1, 2]) {
      const rates = [];
      for (let round = -1; round < rounds; round++) {
        const { wall } = await measure(async () => {
          for await (const batch of batches(data, { batchSize: 32, workers, epoch: round + 1, ...options }))
            batch.release();
        });
        if (round >= 0) rates.push((1000 * data.length) / wall);
      }
      rows.push([name, String(workers), number(summarize(rates).median), spread(summarize(rates))]);
    }
  }
  console.log('\n### Making batches, the start of the workers included\n');
  printTable(['images', 'workers', 'images/s', 'quartiles'], rows);
}

/** Milliseconds by the clock, and of processor time that this thread spent: the latter hardly minds what else the machine does. */
async function measure(run) {
  const before = process.threadCpuUsage();
  const start = performance.now();
  await run();
  const wall = performance.now() - start;
  const { user, system } = process.threadCpuUsage(before);
  return { wall, processor: (user + system) / 1000 };
}

/** Images of noise, of ten classes. */
function noise(shape, count) {
  const size = shape[0] * shape[1] * shape[2];
  const pixels = sharedBytes(count * size);
  for (let at = 0; at < pixels.length; at++) pixels[at] = Math.imul(at, 2654435761) >>> 24;
  return inMemory({
    name: 'noise',
    pixels,
    labels: Int32Array.from({ length: count }, (_, n) => n % 10),
    shape,
    classes: [...'0123456789'],
  });
}

/** A folder of photographs' size, of waves and some noise. */
async function jpegFolder(count) {
  const folder = new URL('jpeg/', cache);
  mkdirSync(new URL('class/', folder), { recursive: true });
  const [width, height] = [500, 375];
  const data = Uint8ClampedArray.from(
    { length: 4 * width * height },
    (_, at) => 128 + 100 * Math.sin(at / 300 + (at % 4)) + (Math.imul(at, 2654435761) >>> 27),
  );
  const bytes = await encodeJpeg({ data, width, height });
  for (let n = 0; n < count; n++) writeFileSync(new URL(`class/${n}.jpg`, folder), bytes);
  return fileURLToPath(folder);
}

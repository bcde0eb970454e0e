// Takes a network that was trained in PyTorch on other images, and trains it on to tell apart those in a folder.
import { batches, horizontalFlip, randomResizedCrop } from '@resnet-compile/data';
import { imageFolder } from '@resnet-compile/data/image-folder';
import { cosine, train, warmUp } from '@resnet-compile/trainer';
import { readSafetensors } from '@resnet-compile/weights';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile, resnetCompile } from '../compile.mjs';
import { readOptions } from '../options.mjs';
import { drawPicture } from '../picture.mjs';

const options = readOptions(
  `Usage: node train.mjs --images FOLDER --weights FILE [options]

  --images FOLDER  a folder train and a folder val, both with a folder of images for each class
  --weights FILE   of the network in --model: PyTorch's or safetensors
                   (for resnet18.ts https://download.pytorch.org/models/resnet18-f37072fd.pth)
  --model FILE     exports the networks pretrained and transferred (resnet18.ts)
  --epochs N       8
  --rate N         the highest learning rate (0.01)
  --out FOLDER     what the run writes; where there is a checkpoint, it goes on from there (runs/transfer)
  --seed N         1
  --device NAME    cpu, webgpu or auto (cpu)
`,
  {
    images: '',
    weights: '',
    model: fileURLToPath(new URL('resnet18.ts', import.meta.url)),
    epochs: '8',
    rate: '0.01',
    out: 'runs/transfer',
    seed: '1',
    device: 'cpu',
  },
);
if (!options.images || !options.weights)
  throw new Error('--images and --weights are needed; --help says what they are');

const batchSize = 16;
const seed = Number(options.seed);
const converted = join(options.out, 'pretrained.safetensors');
process.env.CLASSES = String(
  readdirSync(join(options.images, 'train'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).length,
);
const { load, model } = await compile(options.model, join(options.out, 'models'))('transferred');
resnetCompile(
  'weights',
  'convert',
  options.weights,
  '--model',
  options.model,
  '--export',
  'pretrained',
  '--out',
  converted,
);

const [, height, width] = model.input;
const learn = await imageFolder(join(options.images, 'train'), { size: [height, width] });
const check = await imageFolder(join(options.images, 'val'), { size: [height, width], classes: learn.classes });
console.log(`${learn.length} images of ${learn.classes.join(', ')} to learn from, ${check.length} to test on`);

// Everything but the last layer, whose classes are others, begins as it was trained.
const network = await load({ device: options.device, seed, v8Flags: 'set' });
const state = await network.stateDict();
const taken = [...readSafetensors(readFileSync(converted)).values()].filter(({ name }) => !/^(fc|linear)\./.test(name));
await network.loadStateDict({ ...state, ...Object.fromEntries(taken.map(({ name, data }) => [name, data])) });

const test = () => batches(check, { batchSize: 32, shuffle: false });
const steps = Number(options.epochs) * Math.floor(learn.length / batchSize);
const { evaluation } = await train({
  network,
  data: {
    train: (place) =>
      batches(learn, {
        ...place,
        batchSize,
        dropLast: true,
        augment: [randomResizedCrop({ scale: [0.4, 1] }), horizontalFlip()],
      }),
    test,
  },
  steps,
  seed,
  schedule: warmUp({ steps: Math.ceil(steps / 10) }, cosine({ base: Number(options.rate) })),
  out: options.out,
});

const picture = join(options.out, 'picture.html');
await drawPicture(picture, { network, test: check, open: test });
await network.dispose();
console.log(
  `${(evaluation.top1 * 100).toFixed(2)} % of the test images are right; which ones: ${relative('.', picture)}`,
);

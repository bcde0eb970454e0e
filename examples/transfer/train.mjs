// Takes a network that was trained in PyTorch on other images, and teaches it to tell apart those in a folder.
import { finetune } from '@resnet-compile/finetune';
import { availableParallelism } from 'node:os';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resnetCompile } from '../compile.mjs';
import { readOptions } from '../options.mjs';

const options = readOptions(
  `Usage: node train.mjs [options]

  --images FOLDER  a folder train and a folder val, both with a folder of images for each class
  --weights FILE   of the network in --model: PyTorch's or safetensors
                   (for resnet18.mjs https://download.pytorch.org/models/resnet18-f37072fd.pth)
  --model FILE     exports the network (resnet18.mjs)
  --trains PART    everything, after the last layer, or head, the last layer alone (everything)
  --epochs N       of everything (8)
  --rate N         the highest learning rate, of everything (0.01)
  --out FOLDER     what the run writes; where there is a checkpoint, it goes on from there (runs/transfer)
  --seed N         1
  --device NAME    cpu, webgpu or auto (cpu)
`,
  {
    images: '',
    weights: '',
    model: fileURLToPath(new URL('resnet18.mjs', import.meta.url)),
    trains: 'everything',
    epochs: '8',
    rate: '0.01',
    out: 'runs/transfer',
    seed: '1',
    device: 'cpu',
  },
);
const { images, weights, model, out, trains, device } = options;
if (!images || !weights) throw new Error('--images and --weights are needed; --help says what they are');

const converted = join(out, 'pretrained.safetensors');
resnetCompile('weights', 'convert', weights, '--model', model, '--out', converted);
const { default: network } = await import(pathToFileURL(resolve(model)).href);

const taught = await finetune({
  network,
  weights: converted,
  pictures: join(images, 'train'),
  test: join(images, 'val'),
  preprocess: {}, // The network normalises by itself.
  trains,
  epochs: Number(options.epochs),
  rate: Number(options.rate),
  batchSize: 16,
  seed: Number(options.seed),
  device,
  threads: availableParallelism(),
  v8Flags: 'set',
  out,
});

await mkdir(out, { recursive: true });
await writeFile(join(out, 'taught.safetensors'), taught.safetensors());
await writeFile(join(out, 'pictures.html'), await taught.page());
const { head, evaluation, classes } = taught;
const percent = ({ top1 }) => `${(top1 * 100).toFixed(2)} %`;
console.log(
  `${classes.join(', ')}: with another last layer ${percent(head)}, at best ${percent(evaluation)} of the test images are right; which ones: ${join(out, 'pictures.html')}`,
);

// Classifies the 10,000 test images of CIFAR-10 with a trained network and counts what is right.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const usage = `Usage: node evaluate.mjs --data FOLDER --weights FILE [--model resnet20.ts] [--device cpu]

  --data     the folder of CIFAR-10's binary version, with test_batch.bin in it
             (https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz)
  --weights  a PyTorch or safetensors file of the network, e.g. resnet20-12fca82f.th
             (https://github.com/akamaster/pytorch_resnet_cifar10)
  --model    the network; resnet20.ts and resnet44.ts are here
  --device   cpu, webgpu or auto
`;

const {
  values: {
    data,
    weights,
    model: modelFile = fileURLToPath(new URL('resnet20.ts', import.meta.url)),
    device = 'cpu',
    help,
  },
} = parseArgs({
  options: {
    data: { type: 'string' },
    weights: { type: 'string' },
    model: { type: 'string' },
    device: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (help || !data || !weights) {
  console.error(usage);
  process.exit(help ? 0 : 1);
}

const classes = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
const imageBytes = 3 * 32 * 32;
const cli = fileURLToPath(new URL('../../node_modules/resnet-compile/dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'resnet-compile-cifar10-'));

try {
  const converted = join(folder, 'weights.safetensors');
  run('--out', folder, modelFile);
  run('weights', 'convert', weights, '--model', modelFile, '--out', converted);
  const { load, model } = await import(pathToFileURL(join(folder, `${basename(modelFile, '.ts')}.js`)).href);
  const network = await load({ device, weights: converted });
  const { images, labels } = readBatch(join(data, 'test_batch.bin'));
  const right = Array.from({ length: classes.length }, () => 0);
  const start = performance.now();
  // Bytes go in as they are: the network's first layer normalises them.
  for (let first = 0, chunk = 500; first < labels.length; first += chunk) {
    const logits = await network.predict(images.subarray(first * imageBytes, (first + chunk) * imageBytes));
    for (let n = first; n < Math.min(first + chunk, labels.length); n++) {
      const row = logits.subarray((n - first) * model.classes, (n - first + 1) * model.classes);
      if (row.indexOf(Math.max(...row)) === labels[n]) right[labels[n]]++;
    }
    showProgress(Math.min(first + chunk, labels.length), labels.length, start);
  }
  await network.dispose();
  const total = right.reduce((sum, count) => sum + count, 0);
  for (const [index, name] of classes.entries())
    console.log(`  ${name.padEnd(12)} ${'█'.repeat(right[index] / 25)} ${(right[index] / 10).toFixed(1)} %`);
  console.log(
    `${total.toLocaleString('en')} of ${labels.length.toLocaleString('en')} correct (${((total / labels.length) * 100).toFixed(2)} %) in ${((performance.now() - start) / 1000).toFixed(1)} s on ${network.device}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function run(...parameters) {
  const { status } = spawnSync(process.execPath, [cli, ...parameters], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) process.exit(1);
}

/** Records of a label byte and 3×32×32 pixel bytes, planes of red, green and blue. */
function readBatch(path) {
  const bytes = readFileSync(path);
  const count = bytes.length / (imageBytes + 1);
  if (!Number.isInteger(count))
    throw new Error(
      `${path} has ${bytes.length} bytes; expected a multiple of ${imageBytes + 1}: is the file complete?`,
    );
  const images = new Uint8Array(count * imageBytes);
  const labels = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const record = bytes.subarray(n * (imageBytes + 1), (n + 1) * (imageBytes + 1));
    labels[n] = record[0];
    images.set(record.subarray(1), n * imageBytes);
  }
  return { images, labels };
}

function showProgress(done, total, start) {
  if (!process.stdout.isTTY) return;
  const rate = done / ((performance.now() - start) / 1000);
  process.stdout.write(
    `\r${done}/${total} images, ${rate.toFixed(0)}/s, ${((total - done) / rate).toFixed(0)} s left   ${done === total ? '\n' : ''}`,
  );
}

// Classifies the 10,000 test images of CIFAR-10 with a network that somebody trained in PyTorch, and counts what is right.
import { cifar10 } from '@resnet-compile/data';
import { evaluate } from '@resnet-compile/vision/evaluate';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resnetCompile } from '../compile.mjs';
import { readOptions } from '../options.mjs';

const { data, weights, model, device } = readOptions(
  `Usage: node evaluate.mjs --weights FILE [options]

  --weights FILE  of PyTorch or safetensors, e.g. resnet20-12fca82f.th
                  (https://github.com/akamaster/pytorch_resnet_cifar10)
  --data FOLDER   CIFAR-10's binary version (data/cifar-10-batches-bin)
  --model FILE    the network; resnet20.ts and resnet44.ts are here
  --device NAME   cpu, webgpu or auto (cpu)
`,
  {
    weights: 'resnet20-12fca82f.th',
    data: 'data/cifar-10-batches-bin',
    model: fileURLToPath(new URL('resnet20.ts', import.meta.url)),
    device: 'cpu',
  },
);

const folder = mkdtempSync(join(tmpdir(), 'resnet-compile-cifar10-'));
try {
  const converted = join(folder, 'weights.safetensors');
  resnetCompile('--out', folder, model);
  resnetCompile('weights', 'convert', weights, '--model', model, '--out', converted);
  const { load } = await import(pathToFileURL(join(folder, `${basename(model, '.ts')}.js`)).href);
  const network = await load({ device, weights: converted });
  const { test } = await cifar10({ folder: data });
  // The network's first layer normalises; images have its size.
  const found = await evaluate(network, test, { preprocess: { crop: 1 }, batchSize: 500 });
  await network.dispose();
  for (const [own, name] of found.labels.entries()) {
    const right = found.confusion[own * found.labels.length + own];
    console.log(`  ${name.padEnd(12)} ${'█'.repeat(right / 25)} ${(right / 10).toFixed(1)} %`);
  }
  console.log(
    `${found.top1.toLocaleString('en')} of ${found.pictures.toLocaleString('en')} correct in ${found.seconds.toFixed(1)} s on ${network.device}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

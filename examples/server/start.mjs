// Compiles a network, and serves what it says of pictures.
import { batched, classifier } from '@resnet-compile/vision';
import { hub } from '@resnet-compile/weights';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { resnetCompile } from '../compile.mjs';
import { readOptions } from '../options.mjs';
import { createServer } from './server.mjs';

const options = readOptions(
  `Usage: node start.mjs [options]

  --weights FILE    or the name of a published checkpoint on the Hugging Face hub (hf:timm/resnet18.a1_in1k)
  --model FILE      the network that the weights are for (model.ts: a ResNet-18)
  --labels FILE     with a FILE of weights: what the classes are called, a line each
  --preprocess NAME with a FILE of weights: a published checkpoint whose pictures were prepared alike, such as resnet18.a1_in1k
  --host NAME       127.0.0.1
  --port N          8080; 0 takes one that is free
  --threads N       that compute (1)
  --max-batch N     pictures that are computed at a time (8)
  --max-wait MS     that a picture waits for others (5)
  --max-requests N  that may wait; others get a 503 (64)
  --max-bytes N     of a picture's file (10000000)
`,
  {
    weights: 'hf:timm/resnet18.a1_in1k',
    model: fileURLToPath(new URL('model.ts', import.meta.url)),
    labels: '',
    preprocess: '',
    host: '127.0.0.1',
    port: '8080',
    threads: '1',
    'max-batch': '8',
    'max-wait': '5',
    'max-requests': '64',
    'max-bytes': '10000000',
  },
);

const folder = mkdtempSync(join(tmpdir(), 'resnet-compile-server-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
resnetCompile('--target', 'cpu', '--out', folder, options.model);
const { load } = await import(pathToFileURL(join(folder, `${basename(options.model, '.ts')}.js`)).href);

const classify = await classifier(
  // In a worker, so that requests are read and answered while it computes.
  async (loading) =>
    batched(await load({ ...loading, worker: true, v8Flags: 'set' }), {
      maxBatch: Number(options['max-batch']),
      maxWait: Number(options['max-wait']),
    }),
  {
    weights: options.weights.startsWith('hf:') ? hub(options.weights.slice(3)) : options.weights,
    threads: Number(options.threads),
    maxPixels: 50e6,
    ...(options.preprocess ? { preprocess: options.preprocess } : {}),
    ...(options.labels ? { labels: readFileSync(options.labels, 'utf8').trim().split(/\r?\n/) } : {}),
  },
);

const server = createServer(classify, {
  maxRequests: Number(options['max-requests']),
  maxBytes: Number(options['max-bytes']),
});
const end = async () => {
  console.log('ending: answers the requests that are in, and takes no more');
  await server.close();
};
// The second one ends the process at once.
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, end);
console.log(`listening at ${await server.listen({ host: options.host, port: Number(options.port) })}`);

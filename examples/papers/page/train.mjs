// Trains what the page takes apart, on MNIST, for some minutes, and writes its weights. What is interrupted goes on.
import { mnist } from '@resnet-compile/data';
import { oneCycle } from '@resnet-compile/trainer';
import { readSafetensors, writeSafetensors } from '@resnet-compile/weights/safetensors';
import { training } from 'resnet-compile';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mnistFolder } from '../../mnist/data.mjs';
import { trainAll } from '../frame/train-all.mjs';
import { digitsNetwork, kinds } from './networks.mjs';

const recipe = {
  data: await mnist({ folder: mnistFolder }),
  steps: 600,
  batchSize: 64,
  schedule: oneCycle({ peak: 0.1 }),
};
const runs = kinds.map((name) => ({ ...recipe, name, network: training(digitsNetwork(name)) }));
mkdirSync(new URL('weights', import.meta.url), { recursive: true });
for (const { name, testError, weights } of await trainAll(runs, { out: 'runs/papers/page' })) {
  const state = readSafetensors(readFileSync(weights));
  writeFileSync(
    new URL(`weights/${name}.safetensors`, import.meta.url),
    writeSafetensors(state.values(), {}, { dtype: 'F16' }),
  );
  console.log(`${name}: ${testError.toFixed(2)} % of the test images are wrong`);
}

// A process of its own: trains the module in the folder, and goes on there when it is started again.
// node --conditions=@resnet-compile/source train-small.ts MODULE FOLDER EPOCHS CHECKPOINT-EVERY
import { pathToFileURL } from 'node:url';
import { cosine, train } from '../src/index.ts';
import { openTest, openTraining } from './small-data.ts';
import type { SmallModule } from './small-module.ts';

const [, , module, out, epochs, checkpointEvery] = process.argv as [string, string, string, string, string, string];
const { load } = (await import(pathToFileURL(module).href)) as SmallModule;
const summary = await train({
  network: await load({ seed: 5 }),
  data: { train: openTraining(), test: openTest },
  epochs: Number(epochs),
  schedule: cosine({ base: 0.01 }),
  seed: 7,
  out,
  checkpointEvery: Number(checkpointEvery),
  onEvent: ({ kind }) => void ((kind === 'start' || kind === 'step') && console.log(`told ${kind}`)),
});
console.log(JSON.stringify(summary));

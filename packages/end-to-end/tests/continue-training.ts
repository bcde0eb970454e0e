// A process of its own: restores a checkpoint, trains on and writes the next one.
// node --conditions=@resnet-compile/source continue-training.ts MODULE CHECKPOINT FROM TO OUT
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { ModelInfo, TrainingNetwork } from '@resnet-compile/runtime';
import { images, labels } from '@resnet-compile/testing';

const [, , module, checkpoint, from, to, out] = process.argv as [
  string,
  string,
  string,
  string,
  string,
  string,
  string,
];
const { load, model } = (await import(pathToFileURL(module).href)) as {
  load: (options: object) => Promise<TrainingNetwork>;
  model: ModelInfo;
};
const network = await load({ seed: 7 });
await network.restore(readFileSync(checkpoint));
for (let step = Number(from); step < Number(to); step++) {
  await network.trainStep({
    images: images(step, [8, ...model.input]).data,
    labels: labels(step, 8, model.classes),
    learningRate: 0.01,
  });
}
writeFileSync(out, await network.checkpoint());

// A process of its own: bytes that it holds after 300 steps, and after 2,000.
// node --expose-gc --conditions=@resnet-compile/source measure-training-memory.ts MODULE
import { pathToFileURL } from 'node:url';
import type { ModelInfo, TrainingNetwork } from '@resnet-compile/runtime';
import { images, labels } from '@resnet-compile/testing';

const { load, model } = (await import(pathToFileURL(process.argv[2]!).href)) as {
  load: () => Promise<TrainingNetwork>;
  model: ModelInfo;
};
const network = await load();
const batch = { images: images(0, [8, ...model.input]).data, labels: labels(0, 8, model.classes), learningRate: 0.001 };
// Buffers are given back in the background, a moment after.
const held = async (): Promise<number> => {
  for (let round = 0; round < 3; round++) {
    globalThis.gc!();
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  return heapUsed + external + arrayBuffers;
};
const after: number[] = [];
for (let step = 1; step <= 2000; step++) {
  await network.trainStep(batch);
  if (step % 10 === 0) await network.evaluate(batch);
  if (step === 300 || step === 2000) after.push(await held());
}
console.log(JSON.stringify(after));

// A process of its own: bytes that it holds while it keeps networks that were disposed of: after two, and after ten more.
// node --expose-gc --conditions=@resnet-compile/source measure-disposed-memory.ts MODULE
import { pathToFileURL } from 'node:url';
import type { ModelInfo, Network, TrainingNetwork } from '@resnet-compile/runtime';

const { load, model } = (await import(pathToFileURL(process.argv[2]!).href)) as {
  load: () => Promise<Network>;
  model: ModelInfo;
};
const images = new Float32Array(2 * model.input.reduce((product, extent) => product * extent, 1));
const kept: Network[] = [];
const held: number[] = [];
for (let count = 1; count <= 12; count++) {
  const network = await load();
  await network.predict(images);
  if ('trainStep' in network)
    await (network as TrainingNetwork).trainStep({ images, labels: new Int32Array(2), learningRate: 0.1 });
  await network.dispose();
  kept.push(network);
  for (let round = 0; round < 4; round++) {
    globalThis.gc!();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  if (count === 2 || count === 12) held.push(process.memoryUsage.rss());
}
console.log(JSON.stringify({ held, kept: kept.length }));

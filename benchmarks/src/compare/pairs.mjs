/** Times both states' modules in turn, in one process: `node pairs.mjs MODULE BATCH C,H,W predict|trainStep ROUNDS`. */
import { join } from 'node:path';
import { summarize } from '../statistics.mjs';
import { modulesOf } from './modules.mjs';

const [, , module, batch, shape, call, rounds] = process.argv;
const input = shape.split(',').map(Number);
const images = Float32Array.from({ length: input.reduce((a, b) => a * b, batch) }, (_, index) => Math.sin(index));
const labels = new Int32Array(Number(batch));
const networks = [];
for (const state of ['old', 'new']) {
  const { load } = await import(join(modulesOf(state, call === 'predict' ? 'family' : 'training'), module));
  networks.push(await load({ device: 'cpu', seed: 1, v8Flags: 'set' }));
}
const once = (network) =>
  call === 'predict' ? network.predict(images) : network.trainStep({ images, labels, learningRate: 0.001 });

const times = [[], []];
for (let round = -Math.max(3, rounds / 4); round < rounds; round++) {
  for (const index of round % 2 ? [1, 0] : [0, 1]) {
    const start = performance.now();
    await once(networks[index]);
    if (round >= 0) times[index].push(performance.now() - start);
  }
}
for (const network of networks) await network.dispose();
console.log(
  JSON.stringify({
    milliseconds: times.map(summarize),
    ratio: summarize(times[0].map((time, round) => times[1][round] / time)),
  }),
);

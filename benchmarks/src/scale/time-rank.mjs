/** What a rank's step and its sums take: `mpirun -n 2 node time-rank.mjs OPTIONS`, as JSON. Rank 0 prints the times in milliseconds. */
import { pathToFileURL } from 'node:url';
import { mpi } from '@resnet-compile/mpi';

/** @type {{ module: string, batch: number, size: number, classes: number, rounds: number, lengths: readonly number[] }} */
const { module, batch, size, classes, rounds, lengths } = JSON.parse(process.argv[2]);
const engine = await mpi();
const { load } = await import(pathToFileURL(module).href);
const network = await load({ device: 'cpu', threads: 1, seed: 1, v8Flags: 'set' });
const images = Float32Array.from({ length: batch * 3 * size * size }, (_, i) => Math.sin(i + engine.rank));
const labels = Int32Array.from({ length: batch }, (_, i) => i % classes);
const step = (onGradients) =>
  network.trainStep({ images, labels, learningRate: 0.01, ...(onGradients && { onGradients }) });
let length = 0;
/** Weighted by the share's images, as the trainer does it. */
const weighted = (values) => {
  ({ length } = values);
  values.forEach((value, i) => (values[i] = value / engine.ranks));
  return values;
};
const measures = {
  alone: () => step(),
  handed: () => step(weighted),
  summed: () => step((values) => engine.sum(weighted(values))),
  ...Object.fromEntries(
    lengths.map((count) => {
      const values = new Float32Array(count);
      return [`sum ${count}`, () => engine.sum(values)];
    }),
  ),
};
const times = Object.fromEntries(Object.keys(measures).map((name) => [name, []]));
// In turn, the first round not counted.
for (let round = 0; round <= rounds; round++)
  for (const [name, measure] of Object.entries(measures)) {
    await engine.gather(new Uint8Array(1));
    const start = performance.now();
    await measure();
    if (round > 0) times[name].push(performance.now() - start);
  }
if (engine.rank === 0) console.log(JSON.stringify({ length, times, library: engine.library }));
await network.dispose();

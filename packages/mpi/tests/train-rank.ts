// One of the processes of a run: mpirun -n 2 node --conditions=@resnet-compile/source train-rank.ts MODULE OPTIONS
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';
import { constant, train, type TrainableNetwork } from '@resnet-compile/trainer';
import { mpi } from '../src/index.ts';
import { batchAt, type RankOptions } from './batch-at.ts';

const [, , module, given] = process.argv as [string, string, string, string];
const { steps, perEpoch, out, initial, late, dies, checkEvery } = JSON.parse(given) as RankOptions;
const { load } = (await import(pathToFileURL(module).href)) as {
  load(options: object): Promise<TrainableNetwork>;
};
const engine = await mpi({ checkEvery });
const network = await load(initial ? { weights: fromLists(initial) } : { seed: 5 + engine.rank });
const losses: number[] = [];
await train({
  network,
  data: {
    train: ({ epoch, start }) => ({
      length: perEpoch,
      async *[Symbol.asyncIterator]() {
        for (let at = start; at < perEpoch; at++) {
          // Whoever comes last, comes last in another order each time.
          if (late) await new Promise((resolve) => setTimeout(resolve, ((engine.rank * late + at * 7) % 4) * 5));
          if (dies?.rank === engine.rank && dies.step === epoch * perEpoch + at + 1) process.kill(process.pid, dies.by);
          yield batchAt(epoch * perEpoch + at);
        }
      },
    }),
    test: () => [batchAt(100), batchAt(101)],
  },
  steps,
  schedule: constant(0.05),
  checkpointEvery: 2,
  progress: false,
  ...(out === undefined ? {} : { out }),
  onEvent: (event) => {
    if (event.kind === 'step') losses.push(event.loss);
  },
  engine,
});
const state = await network.stateDict();
const hash = createHash('sha256');
for (const values of Object.values(state))
  hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
console.log(
  JSON.stringify({
    rank: engine.rank,
    hash: hash.digest('hex'),
    ...(engine.rank === 0
      ? { losses, state: Object.fromEntries(Object.entries(state).map(([k, v]) => [k, [...v]])) }
      : {}),
  }),
);

function fromLists(lists: Readonly<Record<string, readonly number[]>>): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, Float32Array.from(values)]));
}

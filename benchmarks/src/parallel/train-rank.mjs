/** One of the processes of a run on CIFAR-10: `mpirun -n 2 node train-rank.mjs OPTIONS`, as JSON. */
import { appendFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { batches, cifar10, horizontalFlip, padCrop } from '@resnet-compile/data';
import { mpi } from '@resnet-compile/mpi';
import { linear, sequence, train } from '@resnet-compile/trainer';

/** @type {{ module: string, data: string, out: string, records: string, steps: number, batch: number, evaluateEvery: number, tested: number, killAt?: number }} */
const { module, data, out, records, steps, batch, evaluateEvery, tested, killAt } = JSON.parse(process.argv[2]);
const engine = await mpi();
const images = await cifar10({ folder: data });
const { load } = await import(pathToFileURL(module).href);
const network = await load({ device: 'cpu', seed: 1 });
const normalize = { mean: [0.4914, 0.4822, 0.4465], std: [0.247, 0.2435, 0.2616] };
const rise = Math.round(steps / 5);
let made = 0;
await train({
  network,
  data: {
    train: (place) =>
      batches(images.train, {
        ...place,
        batchSize: batch,
        dropLast: true,
        augment: [padCrop(4, { fill: normalize.mean }), horizontalFlip()],
        normalize,
      }),
    test: (share) =>
      firstOf(batches(images.test, { ...share, batchSize: 500, shuffle: false, normalize }), tested / 500),
  },
  steps,
  seed: 1,
  schedule: sequence({ until: rise, schedule: linear({ from: 0, to: 0.2 }) }, linear({ from: 0.2, to: 0 })),
  evaluateEvery,
  checkpointEvery: 20,
  progress: false,
  out,
  engine,
  // A file besides the folder's, which forgets what is made again.
  onEvent({ kind, step, loss, top1 }) {
    if (kind === 'step') made = step;
    if (kind === 'step' || kind === 'evaluation')
      appendFileSync(records, `${JSON.stringify({ kind, step, loss, top1, ranks: engine.ranks })}\n`);
    if (made === killAt) process.kill(process.pid, 'SIGKILL');
  },
});
await network.dispose();

/** The first few batches, as shares where they are. */
function firstOf(opened, count) {
  return {
    ranks: opened.ranks,
    async *[Symbol.asyncIterator]() {
      let left = count;
      for await (const each of opened) {
        yield each;
        if (--left === 0) return;
      }
    },
  };
}

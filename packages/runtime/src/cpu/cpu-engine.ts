import { itemOf } from '@resnet-compile/ir';
import type { CpuPlan } from '@resnet-compile/plan/cpu';
import type { Engine, Images } from '../engine.ts';
import { readMaps, writeImages } from '../maps.ts';
import type { Prepared } from '../prepare.ts';
import { callersThread, type ThreadPool } from '../threads/thread-pool.ts';
import { clear } from './clear.ts';
import type { CpuProgram } from './cpu-program.ts';

/** Activations of one run: enough to fill the machine, little enough for the caches. */
const arenaBudget = 32 * 1024 * 1024;

/** Images of one run; more take several. */
export const largestBatchOf = ({ memory: [, perImage] }: CpuPlan): number =>
  Math.max(1, Math.floor(arenaBudget / perImage));

/** Runs a program of inference on the CPU, with the threads of `pool`, which it disposes of. */
export function createCpuEngine(program: CpuProgram, pool: ThreadPool): Engine {
  const { plan } = program;
  // What there is to pack, other threads do not know.
  const here = callersThread(pool.slices);
  return {
    device: 'cpu',
    readsAtOnce: 1,
    threads: pool.threads,
    largestBatch: largestBatchOf(plan),
    prepare(prepared: ReadonlyMap<string, Prepared>) {
      pool.slices.begin();
      return program.pack(prepared, here);
    },
    async run(images: Images, batch: number, logits: Float32Array, ...taps: readonly Float32Array[]) {
      pool.slices.begin();
      program.reserve(batch);
      const f = program.floats(batch);
      if (plan.input.clear) clear(plan.input.clear, 0, batch, batch, f);
      writeImages(plan.input, images, batch, f);
      await program.run(batch, pool);
      readMaps(plan.output, batch, f, logits);
      for (const [index, values] of taps.entries()) readMaps(itemOf(plan.taps ?? [], index), batch, f, values);
    },
    dispose() {
      program.release();
      return pool.dispose();
    },
  };
}

import { itemOf } from '@resnet-compile/ir';
import { largestBatchOnCpu } from '@resnet-compile/plan/memory';
import type { Engine, Images } from '../engine.ts';
import { readMaps, writeImages } from '../maps.ts';
import type { Prepared } from '../prepare.ts';
import { callersThread, type ThreadPool } from '../threads/thread-pool.ts';
import { clear } from './clear.ts';
import type { CpuProgram } from './cpu-program.ts';

/** Runs a program of inference on the CPU, with the threads of `pool`, which it disposes of. */
export function createCpuEngine(program: CpuProgram, pool: ThreadPool): Engine {
  const { plan } = program;
  // What there is to pack, other threads do not know.
  const here = callersThread(pool.slices);
  return {
    device: 'cpu',
    readsAtOnce: 1,
    threads: pool.threads,
    largestBatch: largestBatchOnCpu(plan),
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

import { itemOf } from '@resnet-compile/ir';
import { largestBatchOnCpu } from '@resnet-compile/plan/memory';
import type { Engine } from '../engine.ts';
import { readMaps } from '../maps.ts';
import type { Prepared } from '../prepare.ts';
import { callersThread, type ThreadPool } from '../threads/thread-pool.ts';
import type { CpuProgram } from './cpu-program.ts';
import { writeInput } from './write-input.ts';

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
    async run(images, batch, outputs, targets) {
      pool.slices.begin();
      program.reserve(batch);
      const f = program.floats(batch);
      writeInput(plan.input, images, batch, f);
      if (targets && plan.targets) writeInput(plan.targets, targets, batch, f);
      await program.run(batch, pool, targets ? undefined : plan.forward);
      const handedOn = [plan.output, ...(plan.taps ?? [])];
      for (const [index, values] of outputs.entries()) readMaps(itemOf(handedOn, index), batch, f, values);
    },
    dispose() {
      program.release();
      return pool.dispose();
    },
  };
}

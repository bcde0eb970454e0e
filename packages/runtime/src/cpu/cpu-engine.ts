import type { CpuPlan } from '@resnet-compile/backend-cpu';
import type { Engine, Images } from '../engine.ts';
import { readMaps, writeImages } from '../maps.ts';
import type { Prepared } from '../prepare.ts';
import { clear } from './clear.ts';
import { CpuProgram } from './cpu-program.ts';
import { loadKernels, type CpuCode } from './kernels.ts';

/** Activations of one run: enough to fill the machine, little enough for the caches. */
const arenaBudget = 32 * 1024 * 1024;

/** Runs a program of inference on the CPU. */
export async function createCpuEngine(plan: CpuPlan, code: CpuCode): Promise<Engine> {
  const program = new CpuProgram(plan, await loadKernels(code));
  return {
    device: 'cpu',
    largestBatch: Math.max(1, Math.floor(arenaBudget / plan.memory[1])),
    prepare: (prepared: ReadonlyMap<string, Prepared>) => program.pack(prepared),
    run(images: Images, batch: number, logits: Float32Array) {
      program.reserve(batch);
      if (plan.input.clear) clear(plan.input.clear, batch, program.f);
      writeImages(plan.input, images, batch, program.f);
      program.run(batch);
      readMaps(plan.output, batch, program.f, logits);
    },
    dispose: () => program.release(),
  };
}

import { outputsOf, tensorsOf, type Dtype, type KernelProgram } from '@resnet-compile/ir';
import type { Pass, ScheduleContext } from '../pass.ts';

/**
 * Stores activations, and the prepared tensors that kernels read, as the target's type. What the caller gives and takes
 * stays float32, and so does what kernels compute as tensors.
 *
 * **Before** everything float32 → **after** e.g. `activation %a : f16[8,4,4]`, `prepare %w = … : f16[8,3,3,3]`
 */
export const chooseTypes: Pass<KernelProgram, KernelProgram, ScheduleContext> = {
  name: 'choose-types',
  summary: "stores activations and prepared tensors as the target's type",
  run: (program, { target: { storage = 'f32' } }) => {
    if (storage === 'f32') return program;
    const ofCaller = new Set([program.input, program.targets, ...outputsOf(program)]);
    const read = new Set(program.kernels.flatMap(tensorsOf));
    const stored = <Declared extends { readonly id: string; readonly dtype: Dtype }>(declared: Declared): Declared => ({
      ...declared,
      dtype: storage,
    });
    return {
      ...program,
      prepare: program.prepare.map((step) => (read.has(step.id) ? stored(step) : step)),
      buffers: program.buffers.map((buffer) => (ofCaller.has(buffer.id) ? buffer : stored(buffer))),
    };
  },
};

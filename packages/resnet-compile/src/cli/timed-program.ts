import { buildPlan, carryShapes, emitKernels } from '@resnet-compile/backend-cpu';
import type { KernelProgram } from '@resnet-compile/ir';
import type { TimedProgram } from '@resnet-compile/runtime';

/** A program of inference for the CPU, ready to be timed. */
export function timedProgram(program: KernelProgram): TimedProgram {
  const { plan, shapes, kernelOf } = buildPlan(program);
  return {
    plan,
    kernelOf,
    code: { shapes: carryShapes(shapes), emit: emitKernels },
    parameters: program.parameters,
    prepare: program.prepare,
  };
}

import type { ResultPlan } from '@resnet-compile/plan/cpu';
import type { TrainingEngine } from '../training/training-engine.ts';
import type { CpuProgram } from './cpu-program.ts';
import { unpack } from './pack.ts';

/** The tensors of a kind that a training program hands on, by the parameter's name. */
export const resultsOf = ({ plan }: CpuProgram, kind: 'gradient' | 'statistic'): ReadonlyMap<string, ResultPlan> =>
  new Map(
    plan.results?.flatMap((result) =>
      result.name.startsWith(`${kind} `) ? [[result.name.slice(kind.length + 1), result] as const] : [],
    ),
  );

export function readResult(program: CpuProgram, { address, packing, length }: ResultPlan, into: Float32Array): void {
  if (packing) unpack(packing, program.panel, program.floats(0), into);
  else into.set(program.floats(0).subarray(address / 4, address / 4 + length));
}

/** Reads what the program computed last, on any of its threads. */
export function gradientReader(program: CpuProgram): Pick<TrainingEngine, 'readGradient'> {
  const gradients = resultsOf(program, 'gradient');
  return {
    readGradient(name, into) {
      const result = gradients.get(name);
      if (result) readResult(program, result, into);
      return result !== undefined;
    },
  };
}

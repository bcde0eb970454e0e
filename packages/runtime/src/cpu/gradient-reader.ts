import type { ResultPlan } from '@resnet-compile/plan/cpu';
import type { TrainingEngine } from '../training/training-engine.ts';
import type { CpuProgram } from './cpu-program.ts';
import { standardizeGradient } from '../standardize.ts';
import { unpack } from './pack.ts';

/** The tensors of a kind that a training program hands on, by the parameter's name. */
export const resultsOf = ({ plan }: CpuProgram, kind: 'gradient' | 'statistic'): ReadonlyMap<string, ResultPlan> =>
  new Map(
    plan.results?.flatMap((result) =>
      result.name.startsWith(`${kind} `) ? [[result.name.slice(kind.length + 1), result] as const] : [],
    ),
  );

export function readResult(program: CpuProgram, { address, parts, length }: ResultPlan, into: Float32Array): void {
  if (!parts) return into.set(program.floats(0).subarray(address / 4, address / 4 + length));
  for (const [index, part] of parts.entries()) unpack(part, program.panel, program.floats(0), into, index > 0);
}

/** Reads what the program computed last, on any of its threads. */
export function gradientReader(program: CpuProgram): Pick<TrainingEngine, 'readGradient'> {
  const gradients = resultsOf(program, 'gradient');
  return {
    readGradient(name, into) {
      const result = gradients.get(name);
      if (!result) return false;
      readResult(program, result, into);
      const [part] = result.parts ?? [];
      if (part && result.epsilon !== undefined)
        standardizeGradient(into, program.valuesOf(name), part.shape[0], result.epsilon);
      return true;
    },
  };
}

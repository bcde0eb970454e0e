import { isMoved, isTrained } from './in-training.ts';
import type { KernelProgram } from './kernel-program.ts';
import { readsOf, tensorResultsOf, tensorsOf, writesOf } from './kernel-uses.ts';

/** Prepared tensors that a training step makes others: what is computed of parameters that it trains, or of statistics that it moves. */
export function changingTensors({ parameters, prepare }: KernelProgram): ReadonlySet<string> {
  const changed = new Set(parameters.filter((each) => isTrained(each) || isMoved(each)).map(({ name }) => name));
  const changing = new Set<string>();
  for (const step of prepare)
    if (step.op === 'parameter' ? changed.has(step.attributes.name) : step.inputs.some((id) => changing.has(id)))
      changing.add(step.id);
  return changing;
}

/** Values, buffers and tensors, that depend on what a training step changes: all of them, but before the first that is trained. */
export function changingValues(program: KernelProgram): ReadonlySet<string> {
  const changing = new Set(changingTensors(program));
  for (const kernel of program.kernels)
    if ([...readsOf(kernel), ...tensorsOf(kernel)].some((id) => changing.has(id)))
      for (const id of [...writesOf(kernel), ...tensorResultsOf(kernel)]) changing.add(id);
  return changing;
}

import { faultOfDtype } from './dtype.ts';
import { outputsOf, type KernelProgram } from './kernel-program.ts';

/** Invariant 7 of `verifyProgram`. */
export function verifyDtypes(program: KernelProgram, fail: (what: string) => never): void {
  const { input, targets, buffers, prepare, tensors } = program;
  const ofCaller = new Set([input, targets, ...outputsOf(program)]);
  for (const { id, dtype } of buffers) {
    const fault = faultOfDtype(dtype);
    if (fault) fail(`buffer ${id} ${fault}`);
    if (dtype !== 'f32' && ofCaller.has(id))
      fail(`buffer ${id} is stored as ${dtype}; expected f32, as the caller gives and takes it`);
  }
  for (const { id, dtype } of prepare) {
    const fault = faultOfDtype(dtype);
    if (fault) fail(`prepare ${id}: ${fault}`);
  }
  for (const { id, dtype } of tensors)
    if (dtype !== 'f32') fail(`tensor ${id} is stored as ${dtype}; expected f32, as which kernels compute it`);
}

import type { KernelProgram } from './kernel-program.ts';
import { arithmetic } from './scalar/evaluate-arithmetic.ts';
import { partsOf } from './scalar/parts-of.ts';
import type { Scalar } from './scalar/scalar.ts';

/**
 * What a compiled module computes between kernels, what it prepares and arithmetic on vectors, is arithmetic without
 * functions: it has no code for them.
 */
export function faultOfArithmetic({ prepare, kernels }: KernelProgram): string | undefined {
  for (const step of prepare)
    if (step.op === 'map') {
      const name = functionIn([step.attributes.of]);
      if (name !== undefined) return `prepare ${step.id}: ${name} of what is prepared, expected arithmetic`;
    }
  for (const { name: kernel, core } of kernels)
    if (core.kind === 'vector') {
      const name = functionIn(core.attributes.of);
      if (name !== undefined) return `kernel ${kernel}: ${name} of vectors, expected arithmetic`;
    }
  return undefined;
}

const functionIn = (expressions: readonly Scalar[]): string | undefined =>
  partsOf(...expressions).find((part) => 'of' in part && !Object.hasOwn(arithmetic, part.op))?.op;

import type { KernelProgram, PrepareStep } from '@resnet-compile/ir';
import { gradientsOfFilters } from './gradients-of-filters.ts';
import { filtersOf } from './operands.ts';

/**
 * Filters lie on the device as the optimiser keeps them, and convolutions, their gradients and updates find them there:
 * what is not a trained parameter is constant.
 */
export function faultOfFilters(program: KernelProgram): string | undefined {
  const { prepare, kernels } = program;
  const steps = new Map(prepare.map((step) => [step.id, step]));
  const gradients = new Set(gradientsOfFilters(program).flatMap(({ parts }) => parts));
  const parameterOf = (id: string): PrepareStep | undefined => {
    const step = steps.get(id);
    return step?.op === 'standardize_filters' ? steps.get(step.inputs[0] ?? '') : step;
  };
  for (const { id, op } of prepare) {
    if (op === 'scale_filters') return `prepare ${id}: filters are scaled, expected parameters or constants`;
    if (op === 'standardize_filters' && parameterOf(id)?.op !== 'parameter')
      return `prepare ${id}: what is standardised is no parameter, expected one`;
  }
  for (const kernel of kernels) {
    const id = filtersOf(kernel);
    const step = id === undefined ? undefined : parameterOf(id);
    if (step?.op === 'parameter') {
      const { name, kind } = step.attributes;
      if (kind !== 'parameter') return `kernel ${kernel.name}: its filters ${name} are a ${kind}, expected a parameter`;
    }
    if (kernel.core.kind !== 'filter_gradient' && kernel.core.kind !== 'channel_filter_gradient') continue;
    const [result] = kernel.core.results;
    if (!gradients.has(result)) return `kernel ${kernel.name}: ${result} is no parameter's gradient, expected one`;
  }
  return undefined;
}

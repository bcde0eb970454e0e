import type { Kernel, KernelProgram, PrepareStep } from '@resnet-compile/ir';
import { groupsOf } from './convolution-shape.ts';
import { gradientsOfFilters } from './gradients-of-filters.ts';
import { filtersOf } from './operands.ts';

/**
 * Filters lie on the device as the optimiser keeps them, and convolutions, their gradients and updates find them there:
 * what is not a trained parameter is constant, and a parameter lies in one number of groups.
 */
export function faultOfFilters(program: KernelProgram): string | undefined {
  const { prepare, kernels } = program;
  const steps = new Map(prepare.map((step) => [step.id, step]));
  const parameterOfGradient = new Map<string, string>();
  for (const { parameter, parts } of gradientsOfFilters(program))
    for (const part of parts) parameterOfGradient.set(part, parameter);
  const groups = new Map<string, Kernel>();
  /** The first kernel that has a parameter's filters decides in how many groups they lie. */
  const faultOfGroups = (parameter: string, kernel: Kernel): string | undefined => {
    const first = groups.get(parameter) ?? kernel;
    groups.set(parameter, first);
    return groupsOf(first) === groupsOf(kernel)
      ? undefined
      : `kernel ${kernel.name}: ${parameter} in ${counted(groupsOf(kernel))}, expected ${counted(groupsOf(first))} as in kernel ${first.name}`;
  };
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
      const fault = faultOfGroups(name, kernel);
      if (fault !== undefined) return fault;
    }
    if (kernel.core.kind !== 'filter_gradient' && kernel.core.kind !== 'channel_filter_gradient') continue;
    const [result] = kernel.core.results;
    const parameter = parameterOfGradient.get(result);
    if (parameter === undefined) return `kernel ${kernel.name}: ${result} is no parameter's gradient, expected one`;
    const fault = faultOfGroups(parameter, kernel);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const counted = (count: number): string => `${count} ${count === 1 ? 'group' : 'groups'}`;

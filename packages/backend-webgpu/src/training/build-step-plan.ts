import {
  coreOf,
  declarationOf,
  itemOf,
  operand,
  type CoreKind,
  type Kernel,
  type KernelProgram,
} from '@resnet-compile/ir';
import { filtersOf, vectorTensorsOf } from '../operands.ts';
import { splitWideKernels } from '../split-wide-kernels.ts';
import { softwareWebgpuTrainingTarget, webgpuTrainingTarget } from '../target.ts';
import { addChannelFilterGradient } from './add-channel-filter-gradient.ts';
import { addFilterGradient } from './add-filter-gradient.ts';
import { addLoss } from './add-loss.ts';
import { addMap } from './add-map.ts';
import { addStatistics, addSums, addVectors } from './add-sums.ts';
import { addStandardization, addStandardizationGradient } from './add-standardization.ts';
import { StepBuilder } from './step-builder.ts';
import type { ParametersPlan, StepPlan } from '@resnet-compile/plan/webgpu-training';

/** How kernels that make no map become dispatches; `tail`: arithmetic on vectors of as many channels that follows. */
type Add = (builder: StepBuilder, kernel: Kernel, tail: readonly Kernel[]) => void;
const reductions: { readonly [Kind in CoreKind]?: Add } = {
  channel_statistics: addStatistics,
  channel_sums: addSums,
  vector: addVectors,
};
const others: { readonly [Kind in CoreKind]?: (builder: StepBuilder, kernel: Kernel) => void } = {
  filter_gradient: addFilterGradient,
  channel_filter_gradient: addChannelFilterGradient,
  // Its second summand was added where the first one lies.
  filter_sum: () => undefined,
  standardize_filters_gradient: addStandardizationGradient,
  loss: addLoss,
};

/** A step, whose parameters stay on the device: its shaders, each once, and what to bind to them. */
export function buildStepPlan(scheduled: KernelProgram, parameters: ParametersPlan, accumulate: number): StepPlan {
  if (scheduled.target !== webgpuTrainingTarget.name && scheduled.target !== softwareWebgpuTrainingTarget.name)
    throw new Error(`the WebGPU backend was given a program for ${scheduled.target ?? 'no target'}`);
  const program = splitWideKernels(
    withPreparingKernels(scheduled),
    (kernel) =>
      Number(filtersOf(kernel) !== undefined) +
      Number(vectorTensorsOf(kernel).length > 0) +
      Number(declarationOf(kernel.core).reduces ?? false),
  );
  const builder = new StepBuilder(program, parameters, accumulate);
  const { prepare, kernels } = program;
  for (const step of prepare) if (step.op === 'standardize_filters') addStandardization(builder, step);
  let done = 0;
  for (const [at, kernel] of kernels.entries()) {
    if (at < done) continue;
    const { kind } = kernel.core;
    const reduce = reductions[kind];
    if (!reduce) {
      (others[kind] ?? addMap)(builder, kernel);
      continue;
    }
    // What follows on the same channels is done in the same dispatch.
    const end = kernels.findIndex((other, place) => place > at && !isTail(other, kernel, place - at));
    done = end < 0 ? kernels.length : end;
    reduce(builder, kernel, kernels.slice(at + 1, done));
  }
  return builder.finish();
}

/** Kernels that one dispatch goes on with: a uniform has room for the places of so many. */
const mostInTail = 6;

/** Arithmetic on as many channels, not sums over them. */
const isTail = ({ core, shape }: Kernel, first: Kernel, before: number): boolean =>
  core.kind === 'vector' &&
  shape[0] === first.shape[0] &&
  before <= mostInTail &&
  !core.attributes.total &&
  !(first.core.kind === 'vector' && first.core.attributes.total);

/** What is prepared of parameters, vectors of channels, kernels compute at each step. */
function withPreparingKernels(program: KernelProgram): KernelProgram {
  const steps = program.prepare.filter(
    ({ op }) => op !== 'parameter' && op !== 'constant' && op !== 'standardize_filters',
  );
  if (steps.length === 0) return program;
  const kernels = steps.map((step): Kernel => {
    const { id, inputs, shape } = step;
    const of = step.op === 'map' ? step.attributes.of : operand(0);
    const core = coreOf('vector', { of: [of], count: 0 }, [], inputs, [id]);
    return { name: id, core, epilogue: [], shape: [itemOf(shape, 0), 1, 1], origin: {} };
  });
  return {
    ...program,
    prepare: program.prepare.filter((step) => !steps.includes(step)),
    tensors: [...program.tensors, ...steps.map(({ id, shape, dtype }) => ({ id, shape, dtype }))],
    kernels: [...kernels, ...program.kernels],
  };
}

import { isMoved, isTrained, type ParameterDeclaration } from '@resnet-compile/ir';
import { at, type CpuPlan } from '../cpu.ts';
import type { ModelInfo } from '../model-info.ts';
import type { DeclaredStep } from '../training-declaration.ts';
import type { MemoryParts } from './parts.ts';

export interface MemorySetting {
  /** Images of one call. */
  readonly batch: number;
  readonly threads?: number;
}

/** Activations of one run: enough to fill the machine, little enough for the caches. */
const arenaBudget = 32 * 1024 * 1024;

/** Images of one run; more take several. */
export const largestBatchOnCpu = ({ memory: [, perImage] }: CpuPlan): number =>
  Math.max(1, Math.floor(arenaBudget / perImage));

/** What `predict` needs, with the caller's images. */
export function inferenceMemory(model: ModelInfo, plan: CpuPlan, { batch, threads = 1 }: MemorySetting): MemoryParts {
  return {
    activations: activationsOf(plan, Math.min(batch, largestBatchOnCpu(plan))),
    'packed weights': plan.arenaStart,
    'scratch of the threads': plan.scratch * threads,
    parameters: 4 * valuesOf(model),
    images: 4 * batch * imageOf(model),
  };
}

/** What `trainStep` needs: forward, backward and update of a batch, with the caller's images and labels. */
export function stepMemory(
  model: ModelInfo,
  plan: CpuPlan,
  { declaration: { ema, accumulate }, moments }: DeclaredStep,
  { batch, threads = 1 }: MemorySetting,
): MemoryParts {
  const [trained, moved] = [4 * valuesOf(model, isTrained), 4 * valuesOf(model, isMoved)];
  return {
    activations: activationsOf(plan, Math.ceil(batch / accumulate)),
    // Gradients lie there a first time, as kernels compute them.
    'packed weights and gradients': plan.arenaStart,
    'scratch of the threads': plan.scratch * threads,
    parameters: 4 * valuesOf(model),
    // And the running statistics of before the step, and those of after it.
    gradients: trained + 2 * moved,
    ...(moments > 0 ? { optimiser: moments * trained } : {}),
    ...(ema === null ? {} : { 'moving average': trained + moved }),
    'images and labels': 4 * batch * (imageOf(model) + model.classes),
  };
}

/** What `evaluate` and `predict` of a module that trains need beyond a step, whose memory they use. */
export function evaluationMemory(
  plan: CpuPlan,
  step: CpuPlan,
  parts: number,
  { batch, threads = 1 }: MemorySetting,
): MemoryParts {
  const bytes = (used: CpuPlan, images: number): number => at(used.memory, images) + used.scratch * threads;
  return {
    'more of all': Math.max(
      0,
      bytes(plan, Math.min(batch, largestBatchOnCpu(plan))) - bytes(step, Math.ceil(batch / parts)),
    ),
  };
}

const activationsOf = (plan: CpuPlan, batch: number): number => at(plan.memory, batch) - plan.arenaStart;

const imageOf = ({ input }: ModelInfo): number => input[0] * input[1] * input[2];

const valuesOf = (
  { parameters }: ModelInfo,
  isCounted: (declared: ParameterDeclaration) => boolean = () => true,
): number =>
  parameters.reduce(
    (sum, each) => (isCounted(each) ? sum + each.shape.reduce((product, extent) => product * extent, 1) : sum),
    0,
  );

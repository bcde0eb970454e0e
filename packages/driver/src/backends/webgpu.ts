import {
  buildWebGpuPlan,
  buildWebGpuTrainingPlan,
  softwareWebgpuHalfTarget,
  softwareWebgpuTarget,
  softwareWebgpuTrainingTarget,
  webgpuHalfTarget,
  webgpuTarget,
  webgpuTrainingTarget,
} from '@resnet-compile/backend-webgpu';
import type { KernelProgram, Target } from '@resnet-compile/ir';
import type { BufferPlan, Precision } from '@resnet-compile/plan/webgpu';
import { deviceStepMemory } from '@resnet-compile/runtime';
import type { Backend, Several } from '../backend.ts';

/** By how weights and activations are stored. */
const webgpuTargets: Readonly<Record<Precision, { readonly hardware: Target; readonly software: Target }>> = {
  f32: { hardware: webgpuTarget, software: softwareWebgpuTarget },
  f16: { hardware: webgpuHalfTarget, software: softwareWebgpuHalfTarget },
};

export const webgpu: Backend & Required<Pick<Backend, 'training'>> = {
  device: 'webgpu',
  byDefault: true,
  precisions: Object.keys(webgpuTargets) as readonly Precision[],
  inference: {
    targets({ precision = 'f32', softwareGpu }) {
      const { hardware, software } = webgpuTargets[precision];
      return softwareGpu ? [hardware, software] : [hardware];
    },
    emit(programs) {
      const plans = plansOf(programs, buildWebGpuPlan);
      return { part: { data: { ...plans } }, arena: bytesOf(plans.hardware.buffers) };
    },
  },
  training: {
    targets: ({ softwareGpu }) =>
      softwareGpu ? [webgpuTrainingTarget, softwareWebgpuTrainingTarget] : [webgpuTrainingTarget],
    emit(steps, inference, _, { declaration }) {
      const plans = plansOf(steps, (step) => buildWebGpuTrainingPlan(step, declaration));
      return {
        part: { data: { ...plans } },
        prepare: [],
        inference: { part: { data: { ...plansOf(inference, buildWebGpuPlan) } }, prepare: inference[0].prepare },
        arena: bytesOf(plans.hardware.step.buffers),
        memory: (batch) => ({ step: deviceStepMemory(plans.hardware, batch) }),
      };
    },
  },
};

/** The plans of programs for GPUs, and where there is one, for those that are programs of the CPU. */
function plansOf<Plan>([program, forSoftware]: Several<KernelProgram>, planOf: (program: KernelProgram) => Plan) {
  return { hardware: planOf(program), ...(forSoftware ? { software: planOf(forSoftware) } : {}) };
}

const bytesOf = (buffers: readonly BufferPlan[]): number => buffers.reduce((sum, { perImage }) => sum + perImage, 0);

import type { KernelProgram, Target } from '@resnet-compile/ir';
import type { Backend, Several } from '@resnet-compile/plan/backend';
import { deviceInferenceMemory, deviceStepMemory, imageBytes } from '@resnet-compile/plan/memory';
import type { Precision } from '@resnet-compile/plan/webgpu';
import { buildWebGpuPlan } from './build-web-gpu-plan.ts';
import {
  softwareWebgpuHalfTarget,
  softwareWebgpuTarget,
  softwareWebgpuTrainingTarget,
  webgpuHalfTarget,
  webgpuTarget,
  webgpuTrainingTarget,
} from './target.ts';
import { buildWebGpuTrainingPlan } from './training/build-training-plan.ts';

/** By how weights and activations are stored. */
const webgpuTargets: Readonly<Record<Precision, { readonly hardware: Target; readonly software: Target }>> = {
  f32: { hardware: webgpuTarget, software: softwareWebgpuTarget },
  f16: { hardware: webgpuHalfTarget, software: softwareWebgpuHalfTarget },
};

export const webgpu: Backend & Required<Pick<Backend, 'training'>> = {
  title: 'WebGPU',
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
      return {
        part: { data: { ...plans } },
        arena: imageBytes(plans.hardware),
        memory: (batch) => ({ inference: deviceInferenceMemory(plans.hardware, batch) }),
      };
    },
  },
  training: {
    targets: ({ softwareGpu }) =>
      softwareGpu ? [webgpuTrainingTarget, softwareWebgpuTrainingTarget] : [webgpuTrainingTarget],
    emit(steps, inference, _, { declaration }) {
      const plans = plansOf(steps, (step) => buildWebGpuTrainingPlan(step, declaration));
      const predicting = plansOf(inference, buildWebGpuPlan);
      return {
        part: { data: { ...plans } },
        prepare: [],
        inference: { part: { data: { ...predicting } }, prepare: inference[0].prepare },
        arena: imageBytes(plans.hardware.step),
        memory: (batch) => ({
          step: deviceStepMemory(plans.hardware, batch),
          inference: deviceInferenceMemory(predicting.hardware, batch),
        }),
      };
    },
  },
};

/** The plans of programs for GPUs, and where there is one, for those that are programs of the CPU. */
function plansOf<Plan>([program, forSoftware]: Several<KernelProgram>, planOf: (program: KernelProgram) => Plan) {
  return { hardware: planOf(program), ...(forSoftware ? { software: planOf(forSoftware) } : {}) };
}

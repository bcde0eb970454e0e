import {
  buildWebGpuPlan,
  buildWebGpuTrainingPlan,
  softwareWebgpuHalfTarget,
  softwareWebgpuTarget,
  webgpuHalfTarget,
  webgpuTarget,
  webgpuTrainingTarget,
} from '@resnet-compile/backend-webgpu';
import type { Target } from '@resnet-compile/ir';
import type { BufferPlan, Precision } from '@resnet-compile/plan/webgpu';
import { deviceStepMemory } from '@resnet-compile/runtime';
import type { Backend } from '../backend.ts';

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
    emit([program, forSoftware]) {
      const hardware = buildWebGpuPlan(program);
      const software = forSoftware && buildWebGpuPlan(forSoftware);
      return { part: { data: { hardware, ...(software ? { software } : {}) } }, arena: bytesOf(hardware.buffers) };
    },
  },
  training: {
    target: webgpuTrainingTarget,
    emit(step, inference, _, { declaration }) {
      const plan = buildWebGpuTrainingPlan(step, declaration);
      return {
        part: { data: { plan } },
        prepare: [],
        inference: { part: { data: { hardware: buildWebGpuPlan(inference) } }, prepare: inference.prepare },
        arena: bytesOf(plan.step.buffers),
        memory: (batch) => ({ step: deviceStepMemory(plan, batch) }),
      };
    },
  },
};

const bytesOf = (buffers: readonly BufferPlan[]): number => buffers.reduce((sum, { perImage }) => sum + perImage, 0);

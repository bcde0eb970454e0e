import {
  buildWebGpuPlan,
  buildWebGpuTrainingPlan,
  softwareWebgpuTarget,
  webgpuTarget,
  webgpuTrainingTarget,
} from '@resnet-compile/backend-webgpu';
import type { BufferPlan } from '@resnet-compile/plan/webgpu';
import { deviceStepMemory } from '@resnet-compile/runtime';
import type { Backend } from '../backend.ts';

export const webgpu: Backend & Required<Pick<Backend, 'training'>> = {
  device: 'webgpu',
  byDefault: true,
  precisions: ['f32', 'f16'],
  inference: {
    targets: ({ softwareGpu }) => (softwareGpu ? [webgpuTarget, softwareWebgpuTarget] : [webgpuTarget]),
    emit([program, forSoftware], _, { precision }) {
      const hardware = buildWebGpuPlan(program, precision);
      const software = forSoftware && buildWebGpuPlan(forSoftware, precision);
      return { part: { data: { hardware, ...(software ? { software } : {}) } }, arena: bytesOf(hardware.buffers) };
    },
  },
  training: {
    target: webgpuTrainingTarget,
    evaluation: 'evaluation',
    emit(step, evaluation, _, { declaration }) {
      const plan = buildWebGpuTrainingPlan(step, evaluation, declaration);
      return {
        part: { data: { plan } },
        prepare: [],
        arena: bytesOf(plan.step.buffers),
        memory: (batch) => ({ step: deviceStepMemory(plan, batch) }),
      };
    },
  },
};

const bytesOf = (buffers: readonly BufferPlan[]): number => buffers.reduce((sum, { perImage }) => sum + perImage, 0);

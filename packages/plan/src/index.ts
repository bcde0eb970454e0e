import type { CpuPlan, CpuTrainingPlan } from './cpu.ts';
import type { WebGpuPlans } from './webgpu.ts';
import type { WebGpuTrainingPlan } from './webgpu-training.ts';

export type { ModelInfo, OutputInfo } from './model-info.ts';
export type { ModulePart } from './module-part.ts';
export type { DeclaredStep, MovingAverageDeclaration, TrainingDeclaration } from './training-declaration.ts';

/** By device, what a module holds besides code to run and to train there. */
export interface Plans {
  readonly cpu: { readonly inference: CpuPlan; readonly training: CpuTrainingPlan };
  readonly webgpu: { readonly inference: WebGpuPlans; readonly training: WebGpuTrainingPlan };
}

export type DeviceName = keyof Plans;

const devices: { readonly [Name in DeviceName]: true } = { cpu: true, webgpu: true };

export const deviceNames = Object.keys(devices) as readonly DeviceName[];

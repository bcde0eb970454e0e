export {
  softwareWebgpuHalfTarget,
  softwareWebgpuTarget,
  webgpuHalfTarget,
  webgpuTarget,
  webgpuTrainingTarget,
} from './target.ts';
export { buildWebGpuPlan } from './build-web-gpu-plan.ts';
export { buildWebGpuTrainingPlan, type StepDeclaration } from './training/build-training-plan.ts';

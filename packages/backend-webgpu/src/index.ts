export {
  softwareWebgpuHalfTarget,
  softwareWebgpuTarget,
  webgpuHalfTarget,
  webgpuTarget,
  softwareWebgpuTrainingTarget,
  webgpuTrainingTarget,
} from './target.ts';
export { buildWebGpuPlan } from './build-web-gpu-plan.ts';
export { buildWebGpuTrainingPlan, type StepDeclaration } from './training/build-training-plan.ts';

export { softwareWebgpuTarget, webgpuTarget } from './target.ts';
export { buildWebGpuPlan } from './build-web-gpu-plan.ts';
export type * from './plan.ts';

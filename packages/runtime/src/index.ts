/** Types of what runs inside compiled modules; the code itself is in `@resnet-compile/runtime/text`, as text. */
export type { CompiledModule } from './compiled-module.ts';
export type { Engine } from './engine.ts';
export { initialValue } from './initial-state.ts';
export type { LoadOptions } from './load-options.ts';
export type { ModelInfo, TrainingDeclaration } from '@resnet-compile/plan';
export type { Network } from './network.ts';
export {
  deviceStepMemory,
  evaluationMemory,
  inferenceMemory,
  stepMemory,
  totalBytes,
  type MemoryParts as CpuMemory,
  type MemorySetting,
} from '@resnet-compile/plan/memory';
export type { CpuCode } from './cpu/kernels.ts';
export { prepareState, type Prepared } from './prepare.ts';
export { createRuntime } from './variants/both.ts';
export { createWebGpuEngine } from './webgpu/web-gpu-engine.ts';
export { findAdapter, isSoftware, type FoundAdapter } from './webgpu/find-adapter.ts';
export { timeKernels, type TimedProgram, type TimingOptions } from './cpu/time-kernels.ts';
export { joinsVectors } from './cpu/host-features.ts';
export { timeDispatches } from './webgpu/time-dispatches.ts';
export type { StepOptions, TrainingNetwork } from './training/training-network.ts';
export type { StepResult } from './training/training-engine.ts';

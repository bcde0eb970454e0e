export { CannotCompile } from './cannot-compile.ts';
export type { Backend, BackendOptions, MemoryUse } from './backend.ts';
export { backends, backendsFor, targetNames, type TargetName } from './backends/index.ts';
export type { CompiledNetwork, NetworkSummary } from './compiled-network.ts';
export { compileModule, type ModuleOptions } from './compile-module.ts';
export { compileTraining, type TrainingModuleOptions } from './compile-training.ts';
export { declarationOf } from './declaration-of.ts';
export { stagesOf, type StageRecord, type Stages, type StagesOptions } from './stages-of.ts';
export type { Budget } from './within-budget.ts';

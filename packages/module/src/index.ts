export { describeModel } from './describe-model.ts';
export { emitDeclarations } from './emit-declarations.ts';
export type { ModulePart } from '@resnet-compile/plan';
export { emitModule, type ModuleParts, type TrainingParts } from './emit-module.ts';

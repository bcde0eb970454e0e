export { describeModel } from './describe-model.ts';
export { emitDeclarations } from './emit-declarations.ts';
export { emitModule, type ModulePart, type ModuleParts, type TrainingParts } from './emit-module.ts';

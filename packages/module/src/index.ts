export { describeModel } from './describe-model.ts';
export { emitDeclarations } from './emit-declarations.ts';
export { emitModule, type CpuCodeParts, type ModuleParts } from './emit-module.ts';

export { cpuTarget } from './target.ts';
export { buildPlan } from './build-plan.ts';
export type * from './plan.ts';
export { addressNames, type KernelShape } from './kernel-shape.ts';
export { emitWasm } from './wasm/emit-wasm.ts';
export { emitJavaScript } from './js/emit-javascript.ts';

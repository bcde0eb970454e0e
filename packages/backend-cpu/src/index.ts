export { cpuTarget, javascriptTarget } from './target.ts';
export { buildPlan } from './build-plan.ts';
export type { KernelShape } from './kernel-shape.ts';
export { variants, type Variant } from './variants.ts';
export { emitVariants, emitWasm } from './wasm/emit-wasm.ts';
export { peakProgram, type PeakProgram } from './peak.ts';
export { emitJavaScript, javascriptPanel } from './js/emit-javascript.ts';
export { emitLoss } from './host/emit-loss.ts';
export { emitUpdate } from './host/emit-update.ts';

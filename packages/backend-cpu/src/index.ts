export { cpuTarget, javascriptTarget } from './target.ts';
export { buildPlan } from './build-plan.ts';
export type * from './plan.ts';
export type { KernelShape } from './kernel-shape.ts';
export { variants, type Variant, type VariantName } from './variants.ts';
export type { CheckExtents } from './check-kernel.ts';
export { emitVariants, emitWasm, type EmittedVariant } from './wasm/emit-wasm.ts';
export { peakProgram, type PeakProgram } from './peak.ts';
export { emitJavaScript, javascriptPanel } from './js/emit-javascript.ts';

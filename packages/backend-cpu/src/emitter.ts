export { emitKernels } from './wasm/emit-wasm.ts';

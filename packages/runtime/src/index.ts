/** Types of what runs inside compiled modules; the code itself is in `@resnet-compile/runtime/text`, as text. */
export type { CompiledModule, LoadOptions } from './load.ts';
export type { ModelInfo } from './model-info.ts';
export type { Network } from './network.ts';
export type { CpuCode } from './cpu/kernels.ts';
export { prepareState, type Prepared } from './prepare.ts';
export { createLoad } from './load.ts';

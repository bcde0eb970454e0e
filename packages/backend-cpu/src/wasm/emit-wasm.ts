import type { KernelShape } from '../kernel-shape.ts';
import { emitKernel } from './emit-kernel.ts';
import { encodeModule } from './encode-module.ts';

/** A WebAssembly module with one function per shape; `relaxed` for hosts that have fused multiply-add. */
export const emitWasm = (shapes: readonly KernelShape[], { relaxed }: { readonly relaxed: boolean }): Uint8Array<ArrayBuffer> =>
  encodeModule(shapes.map((shape) => emitKernel(shape, relaxed)));

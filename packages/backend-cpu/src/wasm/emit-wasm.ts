import type { KernelShape } from '../kernel-shape.ts';
import type { Variant } from '../variants.ts';
import { emitKernel } from './emit-kernel.ts';
import { encodeModule } from './encode-module.ts';
import { everything } from './everything.ts';

/** A WebAssembly module with one function per shape. */
export const emitWasm = (shapes: readonly KernelShape[], variant: Variant): Uint8Array<ArrayBuffer> =>
  encodeModule(shapes.map((shape) => emitKernel(shape, variant, everything)));

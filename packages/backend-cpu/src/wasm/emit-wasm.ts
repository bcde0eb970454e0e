import type { EmitKernels, EmittedVariant, VariantName } from '@resnet-compile/plan/cpu';
import { checkExtents, checkShape } from '../check-kernel.ts';
import type { KernelShape } from '../kernel-shape.ts';
import { shapesOf } from '../kernel-shapes.ts';
import { variants, type Variant } from '../variants.ts';
import { emitKernel } from './emit-kernel.ts';
import { encodeModule, type WasmFunction } from './encode-module.ts';

/** A WebAssembly module with one function per shape. */
export const emitWasm = (shapes: readonly KernelShape[], variant: Variant, shared = false): Uint8Array<ArrayBuffer> =>
  encodeModule(
    shapes.map((shape) => emitKernel(shape, variant)),
    shared,
  );

/** These functions, with the check kernel at the end. */
export const withCheck = (functions: readonly WasmFunction[], name: VariantName, shared: boolean): EmittedVariant => ({
  panel: variants[name].tile.channels,
  check: checkExtents,
  bytes: encodeModule([...functions, emitKernel(checkShape, variants[name])], shared),
});

export const emitKernels: EmitKernels = (kernels, name, { shared }) =>
  withCheck(
    shapesOf(kernels).map((shape) => emitKernel(shape, variants[name])),
    name,
    shared,
  );

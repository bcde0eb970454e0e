import type { EmittedVariant, VariantName } from '@resnet-compile/plan/cpu';
import type { KernelShape } from '../kernel-shape.ts';
import { emitKernel } from './emit-kernel.ts';
import { variants, type Variant } from '../variants.ts';
import { checkExtents, checkShape } from '../check-kernel.ts';
import { encodeModule } from './encode-module.ts';

/** A WebAssembly module with one function per shape. */
export const emitWasm = (shapes: readonly KernelShape[], variant: Variant): Uint8Array<ArrayBuffer> =>
  encodeModule(shapes.map((shape) => emitKernel(shape, variant)));

/** The same for every variant, with the check kernel at the end. */
export const emitVariants = (shapes: readonly KernelShape[]): Readonly<Record<VariantName, EmittedVariant>> => {
  const emit = (name: VariantName) => ({
    panel: variants[name].tile.channels,
    check: checkExtents,
    bytes: emitWasm([...shapes, checkShape], variants[name]),
  });
  return { plain: emit('plain'), fused: emit('fused'), wide: emit('wide') };
};

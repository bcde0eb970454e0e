import type { KernelShape } from '../kernel-shape.ts';
import { emitKernel } from './emit-kernel.ts';
import { variants, type Variant, type VariantName } from '../variants.ts';
import { checkExtents, checkShape, type CheckExtents } from '../check-kernel.ts';
import { encodeModule } from './encode-module.ts';

/** A WebAssembly module with one function per shape. */
export const emitWasm = (shapes: readonly KernelShape[], variant: Variant): Uint8Array<ArrayBuffer> =>
  encodeModule(shapes.map((shape) => emitKernel(shape, variant)));

export interface EmittedVariant {
  /** Channels of its panels of filters. */
  readonly panel: number;
  /** Of its last kernel. */
  readonly check: CheckExtents;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The same for every variant, with the check kernel at the end. */
export const emitVariants = (shapes: readonly KernelShape[]): Readonly<Record<VariantName, EmittedVariant>> => {
  const emit = (name: VariantName) => ({
    panel: variants[name].tile.channels,
    check: checkExtents,
    bytes: emitWasm([...shapes, checkShape], variants[name]),
  });
  return { plain: emit('plain'), fused: emit('fused'), wide: emit('wide') };
};

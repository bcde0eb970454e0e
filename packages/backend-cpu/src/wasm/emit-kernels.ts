import type { EmitKernels, EmittedVariant, VariantName } from '@resnet-compile/plan/cpu';
import { checkExtents, checkShape } from '../check-kernel.ts';
import { shapesOf } from '../kernel-shapes.ts';
import { variants } from '../variants.ts';
import { emitKernel } from './emit-kernel.ts';
import type { Emitters } from './emitters.ts';
import { encodeModule, type WasmFunction } from './encode-module.ts';
import { forward } from './forward.ts';

/** These functions, with the check kernel at the end. */
export const withCheck = (functions: readonly WasmFunction[], name: VariantName, shared: boolean): EmittedVariant => ({
  panel: variants[name].tile.channels,
  check: checkExtents,
  bytes: encodeModule([...functions, emitKernel(checkShape, variants[name], forward)], shared),
});

/** What a module calls, for kernels that consist of so much. */
export const emitKernelsBy =
  (emitters: Emitters): EmitKernels =>
  (kernels, name, { shared }) =>
    withCheck(
      shapesOf(kernels).map((shape) => emitKernel(shape, variants[name], emitters)),
      name,
      shared,
    );

import type { KernelShape } from '../kernel-shape.ts';
import { operandsOf } from '../operands.ts';
import type { Variant } from '../variants.ts';
import { makeContext } from './context.ts';
import type { EmitCore, Emitters } from './emitters.ts';
import { Locals, wasmFunction, type WasmFunction } from './encode-module.ts';

/** One kernel: `(addresses…, first, last)` computes the pixels, or tiles of pixels, from `first` up to `last` of the whole batch. */
export function emitKernel(shape: KernelShape, variant: Variant, emitters: Emitters): WasmFunction {
  const parameters = operandsOf(shape).length + 2;
  const locals = new Locals(parameters);
  const context = makeContext(shape, locals, variant);
  const emitCore = emitters[shape.core.kind] as EmitCore | undefined;
  if (!emitCore) throw new Error(`this emitter has no ${shape.core.kind}`);
  const body = emitCore(context, shape.core);
  return wasmFunction(parameters, locals, [context.constants.definitions(), body]);
}

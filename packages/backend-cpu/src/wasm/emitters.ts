import type { CoreShape, KernelShape } from '../kernel-shape.ts';
import type { KernelContext } from './context.ts';
import type { Code } from './instructions.ts';

export type EmitCore<Core extends CoreShape = CoreShape> = (context: KernelContext, core: Core) => Code;

/** The cores of kernels that there is code for: a module that does not train carries none of the rest. */
export type Emitters = {
  readonly [Kind in CoreShape['kind']]?: EmitCore<Extract<CoreShape, { readonly kind: Kind }>>;
};

/** Whether they emit all of these kernels. */
export const suffices = (emitters: Emitters, shapes: readonly KernelShape[]): boolean =>
  shapes.every(({ core }) => core.kind in emitters);

import type { Access } from '../access.ts';
import type { ScalarContext } from '../elementary/emit-wasm-scalar.ts';
import { HoistedConstants } from '../elementary/hoisted-constants.ts';
import type { KernelShape } from '../kernel-shape.ts';
import { nameOf, operandsOf, type Operand, type Role } from '../operands.ts';
import type { Locals } from './encode-module.ts';
import { f32x4, get, i32, type Code, type Local } from './instructions.ts';
import type { Variant } from '../variants.ts';

/** What the parts of a kernel's code share while it is emitted. */
export interface KernelContext {
  readonly shape: KernelShape;
  readonly locals: Locals;
  readonly variant: Variant;
  /** An address parameter: of the core, if no step is named. */
  readonly address: (role: Role, place?: number, part?: Operand['part']) => Code;
  readonly first: Code;
  readonly last: Code;
  readonly constants: HoistedConstants;
  /** Byte offset of the current panel's first output channel. */
  readonly channel: Local;
}

/** One tile of values in registers: rows are pixels, columns vectors of four channels. */
export interface RegisterTile {
  readonly values: readonly [readonly Local[], ...(readonly Local[])[]];
  /** For each pixel of the tile, an operand's byte offset. */
  readonly offset: (access: Access, pixel: number) => Code;
}

export function makeContext(shape: KernelShape, locals: Locals, variant: Variant): KernelContext {
  const names = operandsOf(shape).map(nameOf);
  const parameter = (index: number): Code => get(locals.parameter(index));
  return {
    shape,
    locals,
    variant,
    address: (role, place = 0, part = 'core') => {
      const name = nameOf({ part, role, place });
      const index = names.indexOf(name);
      if (index < 0) throw new Error(`a kernel without ${name}`);
      return parameter(index);
    },
    first: parameter(names.length),
    last: parameter(names.length + 1),
    channel: locals.add('i32'),
    constants: new HoistedConstants(locals),
  };
}

/** a · b + c in every lane, rounded once where the variant can. */
export const multiplyAdd = ({ variant }: Pick<KernelContext, 'variant'>, a: Code, b: Code, c: Code): Code =>
  variant.fused ? f32x4.relaxedMadd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);

export const sum = (...terms: readonly Code[]): Code => terms.reduce((total, term) => i32.add(total, term));

/** What expressions need of a kernel; each caller's locals are its own. */
export function scalarContext(context: KernelContext): ScalarContext {
  const made: Local[] = [];
  return {
    scratch: (slot) => (made[slot] ??= context.locals.add('v128')),
    vector: context.constants.vector,
    multiplyAdd: (a, b, c) => multiplyAdd(context, a, b, c),
  };
}

import type { Scalar } from '@resnet-compile/ir';
import { f32Const, f32x4, get, i32, i32x4, set, v128, type Code, type Local } from '../wasm/instructions.ts';
import { expand } from './expand.ts';
import { write, type Language } from './write.ts';

export interface ScalarContext {
  /** Locals of type v128 by number, for parts that are read several times; free again after the value. */
  readonly scratch: (slot: number) => Local;
  readonly multiplyAdd: (a: Code, b: Code, c: Code) => Code;
  /** A vector. */
  readonly count?: Code;
}

/** The expression in every lane, as one value on the stack. Operands must not write the scratch locals. */
export function emitWasmScalar(expression: Scalar, operands: readonly Code[], context: ScalarContext): Code {
  const statements: Code[] = [];
  const value = write<Code>(expand(expression), wasm(context), {
    operands,
    count: context.count,
    keep: (code, slot) => {
      const local = context.scratch(slot);
      statements.push(set(local, code));
      return get(local);
    },
  });
  return [statements, value];
}

/** Integers and floats are the same registers. */
const itself = (a: Code): Code => a;

const wasm = ({ multiplyAdd }: ScalarContext): Language<Code> => ({
  constant: (value) => f32x4.splat(f32Const(value)),
  integer: (value) => i32x4.splat(i32.const(value)),
  primitives: {
    negate: f32x4.neg,
    absolute: f32x4.abs,
    sqrt: f32x4.sqrt,
    add: f32x4.add,
    subtract: f32x4.sub,
    multiply: f32x4.mul,
    divide: f32x4.div,
    max: f32x4.pmax,
    min: f32x4.pmin,
    multiply_add: multiplyAdd,
    select: (a, b, x, y) => v128.bitselect(x, y, f32x4.gt(a, b)),
    bits: itself,
    float_of_bits: itself,
    float_of_integer: f32x4.convert,
    add_integers: i32x4.add,
    subtract_integers: i32x4.sub,
    and: v128.and,
    or: v128.or,
    halve: (a) => i32x4.shiftRight(a, 1),
    to_exponent: (a) => i32x4.shiftLeft(a, 23),
  },
});

import type { Scalar } from '@resnet-compile/ir';
import { f32x4, get, i32x4, set, v128, type Code, type Local } from '../wasm/instructions.ts';
import { expand } from './expand.ts';
import { write, type Language } from './write.ts';

export interface ScalarContext {
  /** Locals of type v128 by number, for parts that are read several times; free again after the value. */
  readonly scratch: (slot: number) => Local;
  /** A vector with these 32 bits in every lane. */
  readonly vector: (bits: number) => Code;
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

const float = new Float32Array(1);
const integer = new Int32Array(float.buffer);
function bitsOf(value: number): number {
  float[0] = value;
  return integer[0]!;
}

const wasm = ({ vector, multiplyAdd }: ScalarContext): Language<Code> => ({
  constant: (value) => vector(bitsOf(value)),
  integer: (value) => vector(value | 0),
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
    select: (a, b, x, y) => (y === v128.zero ? v128.and(x, f32x4.gt(a, b)) : v128.bitselect(x, y, f32x4.gt(a, b))),
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

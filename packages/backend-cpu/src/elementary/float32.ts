import type { OperationName, Operands, Scalar } from '@resnet-compile/ir';

/** What stands for a definition and is no instruction. */
export type ElementaryName = 'exp' | 'expm1' | 'log' | 'log1p' | 'tanh' | 'sigmoid' | 'erf';

/** Operations on the 32 bits of a number, as integers modulo 2³². */
interface BitOperands {
  bits: [Float32];
  float_of_bits: [Integer];
  /** The integer's value, signed, rounded. */
  float_of_integer: [Integer];
  add_integers: [Integer, Integer];
  subtract_integers: [Integer, Integer];
  and: [Integer, Integer];
  or: [Integer, Integer];
  /** Half, downwards, of an unsigned integer. */
  halve: [Integer];
  /** i · 2²³: a number's exponent begins at its bit 23. */
  to_exponent: [Integer];
}

type IntegerName = Exclude<keyof BitOperands, 'float_of_bits' | 'float_of_integer'>;

export type PrimitiveName = Exclude<OperationName, ElementaryName> | keyof BitOperands;

/** Operations that machines have; each rounds once, to float32. */
export interface Primitive<Name extends PrimitiveName = PrimitiveName> {
  readonly op: Name;
  readonly of: readonly (Float32 | Integer)[];
}

/** Arithmetic in which every operation is an instruction: what a Scalar becomes by definitions of its functions. */
export type Float32 = Exclude<Scalar, { readonly of: unknown }> | Primitive<Exclude<PrimitiveName, IntegerName>>;

export type Integer = { readonly op: 'integer'; readonly value: number } | Primitive<IntegerName>;

export type Part = Float32 | Integer;

type Places<Of> = { readonly [Place in keyof Of]: Float32 };

const primitive =
  <Name extends Exclude<OperationName, ElementaryName>>(op: Name) =>
  (...of: Places<Operands[Name]>): Float32 => ({ op, of });
const toFloat =
  <Name extends 'float_of_bits' | 'float_of_integer'>(op: Name) =>
  (...of: BitOperands[Name]): Float32 => ({ op, of });
const toInteger =
  <Name extends IntegerName>(op: Name) =>
  (...of: BitOperands[Name]): Integer => ({ op, of });

export const constant = (value: number): Float32 => ({ op: 'constant', value });
export const absolute = primitive('absolute');
export const add = primitive('add');
export const subtract = primitive('subtract');
export const multiply = primitive('multiply');
export const divide = primitive('divide');
export const max = primitive('max');
export const min = primitive('min');
export const select = primitive('select');

export const integer = (value: number): Integer => ({ op: 'integer', value });
export const bits = toInteger('bits');
export const addIntegers = toInteger('add_integers');
export const subtractIntegers = toInteger('subtract_integers');
export const and = toInteger('and');
export const or = toInteger('or');
export const halve = toInteger('halve');
export const toExponent = toInteger('to_exponent');
export const floatOfBits = toFloat('float_of_bits');
export const floatOfInteger = toFloat('float_of_integer');

/** x with the sign of y; x is not negative. */
export const withSignOf = (x: Float32, y: Float32): Float32 =>
  floatOfBits(or(bits(x), and(bits(y), integer(-0x80000000))));

/** c₀ + c₁x + c₂x² + …, by Horner's rule. */
export const polynomial = (x: Float32, coefficients: readonly number[]): Float32 =>
  coefficients.map(constant).reduceRight((sum, coefficient) => add(multiply(sum, x), coefficient));

/**
 * Arithmetic on single numbers, as data: whatever is pointwise in a network (biases, activations, gates), the arithmetic of
 * vectors per channel, of losses and of optimisers. Each operation rounds once, in the order in which it stands, so that a
 * backend has no choice of bits; only `multiply_add` may round once or twice, as the machine does fastest. Equal parts are
 * one value and are computed once.
 *
 * NaN: arithmetic and functions of NaN are NaN. A comparison with NaN does not hold, so that `max`, `min` and `select` are
 * what they are where it does not: of two operands NaN in the first stays, and in the second alone is left out; every
 * device keeps to this, and activations have what may be NaN first.
 */
export type Scalar = Operand | Constant | Count | Composite;

/** What an operand is, the place says in which the expression stands. */
export interface Operand {
  readonly op: 'operand';
  readonly index: number;
}

export interface Constant {
  readonly op: 'constant';
  readonly value: number;
}

/** How many elements its place sums up: of a channel, those of the batch and the map; of a row, the classes. */
export interface Count {
  readonly op: 'count';
}

export type Composite = { readonly [Op in OperationName]: OperationOf<Op> }[OperationName];

export interface OperationOf<Op extends OperationName> {
  readonly op: Op;
  readonly of: Operands[Op];
}

type One = readonly [Scalar];
type Two = readonly [Scalar, Scalar];
type Three = readonly [Scalar, Scalar, Scalar];
type Four = readonly [Scalar, Scalar, Scalar, Scalar];

/** The operations and how many operands they take. */
export interface Operands {
  negate: One;
  absolute: One;
  sqrt: One;
  exp: One;
  /** eˣ − 1 */
  expm1: One;
  log: One;
  /** ln(1 + x) */
  log1p: One;
  tanh: One;
  /** 1/(1 + e⁻ˣ) */
  sigmoid: One;
  /** 2/√π ∫₀ˣ e^(−t²) dt */
  erf: One;
  add: Two;
  subtract: Two;
  multiply: Two;
  divide: Two;
  /** b where a < b, else a: max(NaN, b) is NaN, max(a, NaN) is a. */
  max: Two;
  /** b where b < a, else a: min(NaN, b) is NaN, min(a, NaN) is a. */
  min: Two;
  /** a·b + c, rounded once or twice. */
  multiply_add: Three;
  /** x where a > b, else y, so y where a or b is NaN; operands a, b, x, y. */
  select: Four;
}

export type OperationName = keyof Operands;

export const operand = (index: number): Operand => ({ op: 'operand', index });
/** @throws {RangeError} for NaN and infinities: not every device has a way to write them. */
export function constant(value: number): Constant {
  if (!Number.isFinite(value))
    throw new RangeError(`a constant of an expression is ${value}; expected a finite number`);
  return { op: 'constant', value };
}
export const count: Count = { op: 'count' };

const operation =
  <Op extends OperationName>(op: Op) =>
  (...of: Operands[Op]): OperationOf<Op> => ({ op, of });

export const negate = operation('negate');
export const absolute = operation('absolute');
export const sqrt = operation('sqrt');
export const exp = operation('exp');
export const expm1 = operation('expm1');
export const log = operation('log');
export const log1p = operation('log1p');
export const tanh = operation('tanh');
export const sigmoid = operation('sigmoid');
export const erf = operation('erf');
export const add = operation('add');
export const subtract = operation('subtract');
export const multiply = operation('multiply');
export const divide = operation('divide');
export const max = operation('max');
export const min = operation('min');
export const multiplyAdd = operation('multiply_add');
export const select = operation('select');

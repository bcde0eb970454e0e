import type { OperationName, Operands } from './scalar.ts';

/** How many operands each operation takes. */
export const operandCounts: { readonly [Op in OperationName]: Operands[Op]['length'] } = {
  negate: 1,
  absolute: 1,
  sqrt: 1,
  exp: 1,
  expm1: 1,
  log: 1,
  log1p: 1,
  tanh: 1,
  sigmoid: 1,
  erf: 1,
  add: 2,
  subtract: 2,
  multiply: 2,
  divide: 2,
  max: 2,
  min: 2,
  multiply_add: 3,
  select: 4,
};

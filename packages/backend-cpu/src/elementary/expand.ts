import { itemOf, type OperationName, type Scalar } from '@resnet-compile/ir';
import { erf } from './error-function.ts';
import { exp, expm1, sigmoid } from './exponential.ts';
import type { ElementaryName, Float32 } from './float32.ts';
import { tanh } from './hyperbolic-tangent.ts';
import { log, log1p } from './logarithm.ts';

/**
 * The elementary functions by arithmetic that rounds each operation to float32 and fuses none, so that all kinds of code
 * compute the same bits. docs/elementary.md has their errors over all float32 numbers.
 */
const definitions: Readonly<Record<ElementaryName, (x: Float32) => Float32>> = {
  exp,
  expm1,
  log,
  log1p,
  tanh,
  sigmoid,
  erf,
};

const isElementary = (op: OperationName): op is ElementaryName => op in definitions;

/**
 * The expression with every elementary function replaced by its definition. What was shared stays so, and all mentions of
 * an operand are one.
 */
export function expand(expression: Scalar): Float32 {
  const before = known.get(expression);
  if (before) return before;
  const expanded = new Map<Scalar, Float32>();
  const operands = new Map<number, Float32>();
  const visit = (part: Scalar): Float32 => {
    const before = expanded.get(part) ?? (part.op === 'operand' ? operands.get(part.index) : undefined);
    if (before) return before;
    const result = define(part);
    expanded.set(part, result);
    if (part.op === 'operand') operands.set(part.index, result);
    return result;
  };
  const define = (part: Scalar): Float32 => {
    if (!('of' in part)) return part;
    const of = part.of.map(visit);
    const { op }: { readonly op: OperationName } = part;
    return isElementary(op) ? definitions[op](itemOf(of, 0)) : { op, of };
  };
  const result = visit(expression);
  known.set(expression, result);
  return result;
}

/** Kernels apply one expression to many registers. */
const known = new WeakMap<Scalar, Float32>();

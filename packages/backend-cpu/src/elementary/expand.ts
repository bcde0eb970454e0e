import type { OperationName, Scalar } from '@resnet-compile/ir';
import { erf } from './error-function.ts';
import { exp, expm1 } from './exponential.ts';
import type { ElementaryName, Float32, PrimitiveName } from './float32.ts';
import { tanh } from './hyperbolic-tangent.ts';
import { log, log1p } from './logarithm.ts';

/**
 * The elementary functions by arithmetic that rounds each operation to float32 and fuses none, so that all kinds of code
 * compute the same bits. docs/elementary.md has their errors over all float32 numbers.
 */
const definitions: Readonly<Record<ElementaryName, (x: Float32) => Float32>> = { exp, expm1, log, log1p, tanh, erf };

const isElementary = (op: OperationName): op is ElementaryName => op in definitions;

/** The expression with every elementary function replaced by its definition. What was shared stays so, and an
 * operand is one part. */
export function expand(expression: Scalar): Float32 {
  const expanded = new Map<Scalar, Float32>();
  const operands = new Map<number, Float32>();
  const visit = (part: Scalar): Float32 => {
    let result = expanded.get(part);
    if (!result) expanded.set(part, (result = define(part)));
    return result;
  };
  const define = (part: Scalar): Float32 => {
    if (part.op === 'operand') return operands.get(part.index) ?? (operands.set(part.index, part), part);
    if (!('of' in part)) return part;
    const of = part.of.map(visit);
    return isElementary(part.op)
      ? definitions[part.op](of[0]!)
      : { op: part.op as Exclude<OperationName, ElementaryName> & PrimitiveName, of };
  };
  return visit(expression);
}

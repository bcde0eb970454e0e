import type { OperationName, Scalar } from '@resnet-compile/ir';
import { float } from '../attributes.ts';
import type { Place } from '../graph-writer.ts';
import { recognised, type Recognised } from './known-expressions.ts';

/** Every operation of an expression as nodes on the values of its operands. */
const emitted: { readonly [Op in OperationName]: (place: Place, ...of: string[]) => string } = {
  negate: ({ node }, ...of) => node('Neg', of),
  absolute: ({ node }, ...of) => node('Abs', of),
  sqrt: ({ node }, ...of) => node('Sqrt', of),
  exp: ({ node }, ...of) => node('Exp', of),
  expm1: ({ node, number }, ...of) => node('Sub', [node('Exp', of), number(1)]),
  log: ({ node }, ...of) => node('Log', of),
  log1p: ({ node, number }, ...of) => node('Log', [node('Add', [number(1), ...of])]),
  tanh: ({ node }, ...of) => node('Tanh', of),
  sigmoid: ({ node }, ...of) => node('Sigmoid', of),
  erf: ({ node }, ...of) => node('Erf', of),
  add: ({ node }, ...of) => node('Add', of),
  subtract: ({ node }, ...of) => node('Sub', of),
  multiply: ({ node }, ...of) => node('Mul', of),
  divide: ({ node }, ...of) => node('Div', of),
  max: ({ node }, ...of) => node('Max', of),
  min: ({ node }, ...of) => node('Min', of),
  multiply_add: ({ node }, a = '', b = '', c = '') => node('Add', [node('Mul', [a, b]), c]),
  select: ({ node }, a = '', b = '', x = '', y = '') => node('Where', [node('Greater', [a, b]), x, y]),
};

/**
 * An expression as nodes: what is an operator as that, the rest operation by operation, equal parts once.
 * `operandOf`: the value of an operand. @returns the value of the whole
 */
export function emitScalar(whole: Scalar, place: Place, operandOf: (index: number) => string): string {
  const done = new Map<Scalar, string>();
  const emit = (part: Scalar): string => {
    const before = done.get(part);
    if (before !== undefined) return before;
    const value = emitPart(part);
    done.set(part, value);
    return value;
  };
  const emitPart = (part: Scalar): string => {
    switch (part.op) {
      case 'operand':
        return operandOf(part.index);
      case 'constant':
        return place.number(part.value);
      case 'count':
        throw new Error('a count stands in sums alone');
      default: {
        const known = recognised(part, place.opset);
        return known ? emitOperator(known, place, emit) : emitted[part.op](place, ...part.of.map(emit));
      }
    }
  };
  return emit(whole);
}

function emitOperator(known: Recognised, place: Place, emit: (part: Scalar) => string): string {
  const { operator, operands, behind } = known;
  const of = operands.map(emit);
  // Bounds are inputs since opset 11.
  if (operator === 'Clip' && place.opset < 11)
    return place.node(operator, of, { min: float(behind[0] ?? NaN), max: float(behind[1] ?? NaN) });
  return place.node(operator, [...of, ...behind.map(place.number)], known.attributes);
}

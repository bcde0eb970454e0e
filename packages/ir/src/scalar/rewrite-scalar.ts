import { kept } from './kept.ts';
import { operand, type Composite, type Scalar } from './scalar.ts';

/** Rebuilds an expression from its leaves; shared parts stay shared. `replace` sees each part with its operands rewritten. */
export function rewriteScalar(expression: Scalar, replace: (part: Scalar, original: Scalar) => Scalar): Scalar {
  const done = new Map<Scalar, Scalar>();
  const visit = (part: Scalar): Scalar => {
    const before = done.get(part);
    if (before) return before;
    const of = 'of' in part ? part.of.map(visit) : [];
    const rebuilt =
      'of' in part && of.some((each, index) => each !== part.of[index])
        ? ({ op: part.op, of } as unknown as Composite)
        : part;
    const result = replace(rebuilt, part);
    done.set(part, result);
    return result;
  };
  return visit(expression);
}

/** The expression with others in place of its operands. */
export const substitute = (expression: Scalar, operands: readonly Scalar[]): Scalar =>
  rewriteScalar(expression, (part) => (part.op === 'operand' ? (operands[part.index] ?? part) : inOrder(part)));

/** The expression with its operands numbered anew. */
export const renumber = (expression: Scalar, places: readonly number[]): Scalar =>
  keptRenumbered(expression, places.join(), () => substitute(expression, places.map(operand)));

const keptRenumbered = kept<Scalar>();

/** a + b and b + a, and products alike, are one: the operand with the lower number first. */
function inOrder(part: Scalar): Scalar {
  if (part.op !== 'add' && part.op !== 'multiply') return part;
  const [a, b] = part.of;
  return a.op === 'operand' && b.op === 'operand' && b.index < a.index ? { op: part.op, of: [b, a] } : part;
}

/** Whether two expressions are written alike. */
export const sameScalar = (a: Scalar, b: Scalar): boolean => {
  if (a === b) return true;
  if (a.op !== b.op) return false;
  if (a.op === 'operand' && b.op === 'operand') return a.index === b.index;
  if (a.op === 'constant' && b.op === 'constant') return Object.is(a.value, b.value);
  if (!('of' in a) || !('of' in b)) return true;
  const others: readonly Scalar[] = b.of;
  return a.of.every((part, index) => {
    const other = others[index];
    return other !== undefined && sameScalar(part, other);
  });
};

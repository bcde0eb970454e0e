import { rewriteScalar, sameScalar } from './rewrite-scalar.ts';
import { add, constant, divide, multiply, negate, select, subtract, type OperationOf, type Scalar } from './scalar.ts';

const is = (part: Scalar, value: number): boolean => part.op === 'constant' && part.value === value;
const isZero = (part: Scalar): boolean => is(part, 0);
const zero = constant(0);

/**
 * What gradients are made of, without what zeros, ones and two signs make superfluous; of the same bits, but for the sign of
 * a zero, and but for what a zero hides: nothing that is not chosen reaches the result, where 0·∞ would be NaN.
 */
export const simplified = (expression: Scalar): Scalar => rewriteScalar(expression, simplify);

function simplify(part: Scalar): Scalar {
  switch (part.op) {
    case 'negate':
      return negated(part.of[0]);
    case 'add':
      return sum(...part.of);
    case 'subtract':
      return difference(...part.of);
    case 'multiply':
    case 'divide':
      return scaled(part);
    case 'select':
      return sameScalar(part.of[2], part.of[3]) ? part.of[2] : part;
    default:
      return part;
  }
}

function negated(a: Scalar): Scalar {
  if (isZero(a)) return zero;
  return a.op === 'negate' ? a.of[0] : a.op === 'select' ? chosen(a, negated) : negate(a);
}

function sum(a: Scalar, b: Scalar): Scalar {
  if (isZero(a)) return b;
  if (isZero(b)) return a;
  if (b.op === 'negate') return difference(a, b.of[0]);
  if (a.op === 'negate') return difference(b, a.of[0]);
  return complements(a, b) ?? add(a, b);
}

/** The sum of what is chosen and what is chosen otherwise. */
function complements(a: Scalar, b: Scalar): Scalar | undefined {
  if (a.op !== 'select' || b.op !== 'select') return undefined;
  const [[greater, less, x, y], [greater2, less2, x2, y2]] = [a.of, b.of];
  if (!sameScalar(greater, greater2) || !sameScalar(less, less2)) return undefined;
  const disjoint = (isZero(x) || isZero(x2)) && (isZero(y) || isZero(y2));
  return disjoint ? simplify(select(greater, less, sum(x, x2), sum(y, y2))) : undefined;
}

function difference(a: Scalar, b: Scalar): Scalar {
  if (isZero(b)) return a;
  if (isZero(a)) return negated(b);
  return b.op === 'negate' ? sum(a, b.of[0]) : subtract(a, b);
}

/** A product or a quotient: signs go outwards, factors go to where they are chosen. */
function scaled(part: OperationOf<'multiply'> | OperationOf<'divide'>): Scalar {
  const [a, b] = part.of;
  const product = part.op === 'multiply';
  if (isZero(a) || (product && isZero(b))) return zero;
  if (is(b, 1)) return a;
  if (product && is(a, 1)) return b;
  const scale = (x: Scalar, y: Scalar): Scalar => simplify(product ? multiply(x, y) : divide(x, y));
  if (a.op === 'negate') return negated(scale(a.of[0], b));
  if (b.op === 'negate') return negated(scale(a, b.of[0]));
  if (a.op === 'select') return chosen(a, (x) => scale(x, b), part);
  return product && b.op === 'select' ? chosen(b, (x) => scale(a, x), part) : part;
}

/** What is made of a choice between something and nothing: nothing stays nothing. */
function chosen(choice: OperationOf<'select'>, made: (x: Scalar) => Scalar, whole: Scalar = negate(choice)): Scalar {
  const [greater, less, x, y] = choice.of;
  if (isZero(y)) return select(greater, less, made(x), zero);
  return isZero(x) ? select(greater, less, zero, made(y)) : whole;
}

import { found } from '../found.ts';
import { erf } from './erf.ts';
import { arithmetic, type Evaluate, type Meaning } from './evaluate-arithmetic.ts';
import { partsOf } from './parts-of.ts';
import type { OperationName, Scalar } from './scalar.ts';

/** The meaning of every operation, in float64. */
const meaning: { readonly [Op in OperationName]: Meaning } = {
  ...arithmetic,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sigmoid: (a = NaN) => 1 / (1 + Math.exp(-a)),
  erf: (a = NaN) => erf(a),
};

/** An expression as a function of its operands (by number) and of `count`, in float64. Shared parts are computed once. */
export function compileScalar(expression: Scalar): Evaluate {
  let operands: ArrayLike<number> = [];
  let count = NaN;
  const parts = partsOf(expression);
  const reads = new Map<Scalar, number>();
  for (const part of parts) if ('of' in part) for (const each of part.of) reads.set(each, (reads.get(each) ?? 0) + 1);
  const values = new Float64Array(parts.length);
  const compiled = new Map<Scalar, () => number>();
  const shared: (() => number)[] = [];
  for (const part of parts) {
    const value = compilePart(part);
    if (!('of' in part) || (reads.get(part) ?? 0) < 2) compiled.set(part, value);
    else {
      const place = shared.push(value) - 1;
      compiled.set(part, () => values[place]!);
    }
  }
  const value = found(compiled, expression);
  return (given, number = NaN) => {
    operands = given;
    count = number;
    shared.forEach((compute, place) => (values[place] = compute()));
    return value();
  };

  function compilePart(part: Scalar): () => number {
    switch (part.op) {
      case 'operand':
        return () => operands[part.index]!;
      case 'constant':
        return () => part.value;
      case 'count':
        return () => count;
      default: {
        const apply = meaning[part.op];
        const [a, b, c, d] = part.of.map((each) => found(compiled, each)) as unknown as Operands;
        if (!b) return () => apply(a());
        if (!c) return () => apply(a(), b());
        return d ? () => apply(a(), b(), c(), d()) : () => apply(a(), b(), c());
      }
    }
  }
}

type Operands = readonly [() => number, ...(() => number)[]];

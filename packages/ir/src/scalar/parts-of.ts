import type { Scalar } from './scalar.ts';

/** A network has a few expressions, many times. */
const known = new WeakMap<Scalar, readonly Scalar[]>();

/** The parts of an expression, each once, operands before what is computed of them. */
export function partsOf(...expressions: readonly Scalar[]): readonly Scalar[] {
  const [only, ...others] = expressions;
  const before = only && !others.length ? known.get(only) : undefined;
  if (before) return before;
  const parts = new Set<Scalar>();
  const visit = (part: Scalar): void => {
    if (parts.has(part)) return;
    if ('of' in part) part.of.forEach(visit);
    parts.add(part);
  };
  expressions.forEach(visit);
  const found = [...parts];
  if (only && !others.length) known.set(only, found);
  return found;
}

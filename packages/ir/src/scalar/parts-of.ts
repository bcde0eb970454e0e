import { kept } from './kept.ts';
import type { Scalar } from './scalar.ts';

/** The parts of an expression, each once, operands before what is computed of them. */
export function partsOf(...expressions: readonly Scalar[]): readonly Scalar[] {
  const [only, ...others] = expressions;
  return only && !others.length ? keptParts(only, '', () => partsOfAll(expressions)) : partsOfAll(expressions);
}

const keptParts = kept<readonly Scalar[]>();

function partsOfAll(expressions: readonly Scalar[]): readonly Scalar[] {
  const parts = new Set<Scalar>();
  const visit = (part: Scalar): void => {
    if (parts.has(part)) return;
    if ('of' in part) part.of.forEach(visit);
    parts.add(part);
  };
  expressions.forEach(visit);
  return [...parts];
}

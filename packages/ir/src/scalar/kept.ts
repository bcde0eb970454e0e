import type { Scalar } from './scalar.ts';

/** Keeps what is found of expressions, by a key: a network has a few of them, many times. */
export function kept<Found>(): (expression: Scalar, key: number | string, find: () => Found) => Found {
  const known = new WeakMap<Scalar, Map<number | string, Found>>();
  return (expression, key, find) => {
    const ofExpression = known.get(expression) ?? new Map<number | string, Found>();
    const before = ofExpression.get(key);
    if (before !== undefined) return before;
    const found = find();
    known.set(expression, ofExpression.set(key, found));
    return found;
  };
}

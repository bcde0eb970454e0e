import { sameScalar, type Scalar } from '@resnet-compile/ir';

/**
 * What stands in a part in the places of a pattern's operands, by their numbers; undefined where it is not of that pattern.
 * An operand that the pattern has twice is the same in both places.
 */
export function unify(pattern: Scalar, part: Scalar): readonly Scalar[] | undefined {
  const bound: Scalar[] = [];
  const fits = (a: Scalar, b: Scalar): boolean => {
    if (a.op === 'operand') {
      const before = bound[a.index];
      if (before) return sameScalar(before, b);
      bound[a.index] = b;
      return true;
    }
    if (!('of' in a) || !('of' in b)) return sameScalar(a, b);
    const others: readonly Scalar[] = b.of;
    return a.op === b.op && a.of.every((each, place) => fits(each, others[place] as Scalar));
  };
  return fits(pattern, part) ? bound : undefined;
}

import { gradientsOf } from '../scalar/differentiate-scalar.ts';
import { substitute } from '../scalar/rewrite-scalar.ts';
import { add, constant, multiply, operand, type Scalar } from '../scalar/scalar.ts';
import { simplified } from '../scalar/simplify-scalar.ts';
import { logit, operandsBehind, rowValue, type LossRule, type RowValue } from './loss-rule.ts';

/** A loss with its gradient by each logit. */
export interface DifferentiatedLoss {
  /** The rule's, and behind them what the gradient needs besides. */
  readonly rows: readonly RowValue[];
  readonly loss: Scalar;
  /** Of the row's sum; the mean over the batch divides it. */
  readonly gradient: Scalar;
}

/**
 * The gradient follows from the rule: an element's logit changes its own part of the loss, and every sum over the row. How the
 * loss of the whole row depends on such a sum is a sum over the row itself, so that the chain goes from the last to the first.
 */
export function differentiateLoss(rule: LossRule): DifferentiatedLoss {
  const before = known.get(rule);
  if (before) return before;
  const rows = [...rule.rows];
  // The whole row's gradient by each of its sums, as operands.
  const bySum = new Map<number, Scalar>();
  const readers = (index: number): readonly (readonly [of: Scalar, by: Scalar])[] => [
    [rule.of, constant(1)],
    ...rule.rows.flatMap(({ of }, reader) => {
      const by = reader > index ? bySum.get(reader) : undefined;
      return by ? [[of, by] as const] : [];
    }),
  ];
  for (let index = rule.rows.length - 1; index >= 0; index--) {
    if (rule.rows[index]?.by !== 'sum') continue;
    const of = chained(readers(index), rowValue(index).index, rule);
    if (of) bySum.set(index, rowValue(rows.push({ by: 'sum', of }) - 1));
  }
  const gradient = chained(readers(-1), logit.index, rule) ?? constant(0);
  const differentiated = { rows, loss: rule.of, gradient };
  known.set(rule, differentiated);
  return differentiated;
}

const known = new WeakMap<LossRule, DifferentiatedLoss>();

/** The sum of what goes back through expressions to one of their operands, each by its own gradient. */
function chained(
  readers: readonly (readonly [of: Scalar, by: Scalar])[],
  place: number,
  { rows }: LossRule,
): Scalar | undefined {
  const operandCount = operandsBehind(rows.length);
  const operands = Array.from({ length: operandCount }, (_, index) => operand(index));
  const parts = readers.flatMap(([of, by]) => {
    const gradient = gradientsOf(of, operandCount)[place];
    return gradient ? [multiply(substitute(gradient, [...operands, constant(1), of]), by)] : [];
  });
  const [first, ...others] = parts;
  return first && simplified(others.reduce<Scalar>((sum, part) => add(sum, part), first));
}

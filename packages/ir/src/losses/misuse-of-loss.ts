import { misuseOf } from '../scalar/misuse.ts';
import { operandsBehind, type LossRule } from './loss-rule.ts';

/** What is wrong with a rule, if anything: an expression reads what it is not given, or no number. */
export function misuseOfLoss({ rows, of }: LossRule): string | undefined {
  const expressions = [...rows.map((row) => row.of), of];
  for (const [index, expression] of expressions.entries()) {
    const misuse = misuseOf(expression, operandsBehind(index), 'operands', { counts: true });
    if (misuse !== undefined) return misuse;
  }
  return undefined;
}

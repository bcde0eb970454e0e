import { printScalar } from './print-scalar.ts';
import { partsOf } from './parts-of.ts';
import { type Scalar } from './scalar.ts';

/** What is wrong with an expression where it stands, if anything: it names what it is not given, or no number. */
export function misuseOf(
  expression: Scalar,
  given: number,
  what: string,
  { counts = false }: { readonly counts?: boolean } = {},
): string | undefined {
  for (const part of partsOf(expression)) {
    if (part.op === 'operand' && part.index >= given) return `${printScalar(expression)} has ${given} ${what}`;
    if (part.op === 'count' && !counts)
      return `${printScalar(expression)} asks for a count, which vectors and losses have alone`;
    if (part.op === 'constant' && !Number.isFinite(part.value))
      return `${printScalar(expression)} holds a number that is not finite`;
  }
  return undefined;
}

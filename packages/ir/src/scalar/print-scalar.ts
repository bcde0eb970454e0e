import { kept } from './kept.ts';
import type { Scalar } from './scalar.ts';

/** `max(x0, 0)`: operands are `x0`, `x1` …; what is shared is written each time. */
export const printScalar = (expression: Scalar): string => keptText(expression, '', () => print(expression));

const keptText = kept<string>();

function print(expression: Scalar): string {
  switch (expression.op) {
    case 'operand':
      return `x${expression.index}`;
    case 'constant':
      // −0 is another number than 0: 1/−0 tells.
      return Object.is(expression.value, -0) ? '-0' : String(expression.value);
    case 'count':
      return 'count';
    default:
      return `${expression.op}(${expression.of.map(printScalar).join(', ')})`;
  }
}

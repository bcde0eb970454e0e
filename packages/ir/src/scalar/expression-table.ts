import { printScalar } from './print-scalar.ts';
import type { Scalar } from './scalar.ts';

/** Expressions as a plan carries them: each once, named by its number. */
export class ExpressionTable {
  readonly #numbers = new Map<string, number>();
  readonly #expressions: Scalar[] = [];

  numberOf(expression: Scalar): number {
    const key = printScalar(expression);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    this.#numbers.set(key, this.#expressions.length);
    return this.#expressions.push(expression) - 1;
  }

  get expressions(): readonly Scalar[] {
    return this.#expressions;
  }
}

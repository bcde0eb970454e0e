import { countOf, type Tensor } from './tensor.ts';
import { isMovement, operatorOf } from './operators/index.ts';
import type { Call } from './operators/operator.ts';

/** How much work evaluating has left, in elements that are read or written. */
export class Budget {
  #left: number;
  constructor(elements: number) {
    this.#left = elements;
  }

  /** @throws {RangeError} where it is more than is left. */
  spend(elements: number): void {
    this.#left -= elements;
    if (!(this.#left >= 0)) throw new RangeError('it would take more work than a network of this size needs');
  }
}

/** An operator's output for inputs that are known. @throws {RangeError} where they do not fit, or it takes too long. */
export function evaluated(op: string, call: Call, inputs: readonly (Tensor | undefined)[], budget: Budget): Tensor {
  const operator = operatorOf(op);
  if (!operator?.evaluate) throw new RangeError(`there is no ${op} of numbers`);
  const known = { ...call, shapes: inputs.map((input) => input?.shape), constants: inputs };
  const shape = operator.shape(known);
  const read = inputs.reduce((sum, input) => sum + (input?.data.length ?? 0), 0);
  budget.spend(countOf(shape) * workOfElement(op, inputs) + read);
  return operator.evaluate(known, inputs, shape);
}

/**
 * Work for an element of the output: a product's terms; for what moves elements, finding where each comes from takes as long as
 * sixteen. Of what is filled with one number there may be as much as a network has parameters: some files are made of nothing else.
 */
function workOfElement(op: string, [, filter]: readonly (Tensor | undefined)[]): number {
  if (op === 'Conv' || op === 'Gemm' || op === 'MatMul') return filter ? countOf(filter.shape.slice(1)) : 1;
  if (op === 'ConstantOfShape') return 1 / 8;
  return isMovement(op) ? 16 : 1;
}

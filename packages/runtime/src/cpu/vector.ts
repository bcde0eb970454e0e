import type { VectorCall } from '@resnet-compile/plan/cpu';
import { itemOf, type Evaluate } from '@resnet-compile/ir';

/** Arithmetic on vectors of channels, each value in float64 and rounded once. */
export function runVector(
  { vector, inputs, results, length, single }: VectorCall,
  batch: number,
  f: Float32Array,
  expressions: readonly Evaluate[],
): void {
  const count = batch * vector.count;
  const operands = new Float64Array(inputs.length);
  const evaluators = vector.of.map((number) => itemOf(expressions, number));
  const starts = inputs.map((address) => address / 4);
  const steps = inputs.map((_, index) => (single?.includes(index) ? 0 : 1));
  const totals = new Float64Array(results.length);
  for (let i = 0; i < length; i++) {
    for (let index = 0; index < operands.length; index++) operands[index] = f[starts[index]! + i * steps[index]!]!;
    for (let index = 0; index < evaluators.length; index++) {
      const value = evaluators[index]!(operands, count);
      if (vector.total) totals[index]! += value;
      else f[results[index]! / 4 + i] = value;
    }
  }
  if (vector.total) for (const [index, address] of results.entries()) f[address / 4] = totals[index]!;
}

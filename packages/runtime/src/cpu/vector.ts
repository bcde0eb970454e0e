import type { VectorCall } from '@resnet-compile/backend-cpu';
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
  const places = inputs.map((address, index) => ({ at: address / 4, step: single?.includes(index) ? 0 : 1 }));
  const totals = new Float64Array(results.length);
  for (let i = 0; i < length; i++) {
    for (const [index, { at, step }] of places.entries()) operands[index] = f[at + i * step]!;
    for (const [index, evaluate] of evaluators.entries()) {
      const value = evaluate(operands, count);
      if (vector.total) totals[index]! += value;
      else f[results[index]! / 4 + i] = value;
    }
  }
  if (vector.total) for (const [index, address] of results.entries()) f[address / 4] = totals[index]!;
}

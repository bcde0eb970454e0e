import { heldOut } from '@resnet-compile/data';
import type { Examples } from './examples.ts';

/** Divides plain examples as `split` divides a data set. */
export function splitExamples(
  { size, values, labels }: Examples,
  classes: readonly string[],
  holdOut: number,
  seed: number,
): { readonly train: Examples; readonly test: Examples | undefined } {
  const { train, test } = heldOut(labels, classes.length, holdOut, seed);
  const some = (indices: Int32Array): Examples => {
    const chosen = new Float32Array(indices.length * size);
    for (const [n, index] of indices.entries()) chosen.set(values.subarray(index * size, (index + 1) * size), n * size);
    return { size, values: chosen, labels: Int32Array.from(indices, (index) => labels[index] ?? 0) };
  };
  return { train: some(train), test: test.length ? some(test) : undefined };
}

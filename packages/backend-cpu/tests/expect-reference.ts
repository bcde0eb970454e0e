import type { KernelProgram } from '@resnet-compile/ir';
import { runWholeProgram, sensitivity, toState, toValues } from '@resnet-compile/reference';
import { fillState, images } from '@resnet-compile/testing';
import { expect } from 'vitest';
import type { Engine } from '../../runtime/src/engine.ts';
import { kinds, startEngine, type Kind } from './engine.ts';

const elements = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);
const shapeOf = (program: KernelProgram, id: string): readonly number[] =>
  program.buffers.find((buffer) => buffer.id === id)!.shape;

/** Relative to the largest value; some hundred float32 roundings. */
const tolerance = 1e-5;

/**
 * A program's results, taps among them, for batches of 1, 2 and 5 on the runtime's engine against those of the reference in
 * float64. Before each, a larger batch of NaN goes through the same memory: whatever is read of it shows.
 */
export async function expectReference(program: KernelProgram, only: readonly Kind[] = kinds): Promise<void> {
  const state = fillState(program.parameters);
  const inputShape = shapeOf(program, program.input);
  const batch = images(0, [5, ...inputShape]);
  const inputs = { images: toValues(batch), state: toState(state) };
  const { output, taps } = runWholeProgram(program, inputs);
  const expected = [output, ...taps.values()].map(({ data }) => data);
  const sizes = [program.output, ...program.taps.map(({ buffer }) => buffer)].map((id) =>
    elements(shapeOf(program, id)),
  );
  const imageElements = elements(inputShape);

  for (const kind of only) {
    const engine = await startEngine(program, kind, new Map([...state].map(([name, { data }]) => [name, data])));
    const run = async (from: number, count: number): Promise<readonly Float32Array[]> => {
      await poison(engine, imageElements, sizes[0]!);
      const [logits, ...others] = sizes.map((size) => new Float32Array(count * size));
      const given = batch.data.subarray(from * imageElements, (from + count) * imageElements);
      await engine.run(given, count, [logits!, ...others]);
      return [logits!, ...others];
    };
    const whole = await run(0, 5);
    whole.forEach((values, index) => {
      const largest = largestOf(expected[index]!);
      const worst = worstOf(values, expected[index]!);
      if (worst <= tolerance * largest) return;
      // What is ill-conditioned may be as far off as float32's roundings of what is given move it.
      const moved = [...sensitivity(program, inputs).values()][index]!;
      expect(worst, `${kind}, result ${index}, whose largest value is ${largest}`).toBeLessThanOrEqual(
        tolerance * largest + moved,
      );
    });
    // The same bits, however the batch is split, and a second time.
    const parts = [await run(0, 2), await run(2, 1), await run(3, 2)];
    whole.forEach((values, index) =>
      expect(
        parts.flatMap((part) => [...part[index]!]),
        `${kind}, the batch in parts`,
      ).toEqual([...values]),
    );
    expect(await run(0, 5), `${kind}, a second time`).toEqual(whole);
  }
}

const largestOf = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;

/** The largest difference; a NaN is no small one. */
function worstOf(found: Float32Array, expected: ArrayLike<number>): number {
  let worst = 0;
  found.forEach((value, index) => {
    const difference = Math.abs(value - expected[index]!);
    if (!(difference <= worst)) worst = difference;
  });
  return worst;
}

async function poison(engine: Engine, imageElements: number, outputElements: number): Promise<void> {
  await engine.run(new Float32Array(7 * imageElements).fill(NaN), 7, [new Float32Array(7 * outputElements)]);
}

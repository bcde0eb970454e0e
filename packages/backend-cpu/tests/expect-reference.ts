import type { KernelProgram } from '@resnet-compile/ir';
import { runWholeProgram, toState, toValues } from '@resnet-compile/reference';
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
  const { output, taps } = runWholeProgram(program, { images: toValues(batch), state: toState(state) });
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
      await engine.run(given, count, logits!, ...others);
      return [logits!, ...others];
    };
    const whole = await run(0, 5);
    whole.forEach((values, index) =>
      expect(
        worstOf(values, expected[index]!),
        `${kind}, result ${index}, relative to the largest value`,
      ).toBeLessThanOrEqual(tolerance),
    );
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

function worstOf(found: Float32Array, expected: ArrayLike<number>): number {
  const largest = found.reduce((most, _, index) => Math.max(most, Math.abs(expected[index]!)), 0);
  let worst = 0;
  found.forEach((value, index) => {
    const difference = Math.abs(value - expected[index]!) / (largest || 1);
    if (!(difference <= worst)) worst = difference;
  });
  return worst;
}

async function poison(engine: Engine, imageElements: number, outputElements: number): Promise<void> {
  await engine.run(new Float32Array(7 * imageElements).fill(NaN), 7, new Float32Array(7 * outputElements));
}

import type { KernelProgram } from '@resnet-compile/ir';
import { runProgram, toState, toValues } from '@resnet-compile/reference';
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
 * A program's results for batches of 1, 2 and 5 on the runtime's engine against those of the reference in float64. Before
 * each, a larger batch of NaN goes through the same memory: whatever is read of it shows.
 */
export async function expectReference(program: KernelProgram, only: readonly Kind[] = kinds): Promise<void> {
  const state = fillState(program.parameters);
  const inputShape = shapeOf(program, program.input);
  const outputElements = elements(shapeOf(program, program.output));
  const batch = images(0, [5, ...inputShape]);
  const expected = runProgram(program, { images: toValues(batch), state: toState(state) }).data;
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const imageElements = elements(inputShape);

  for (const kind of only) {
    const engine = await startEngine(program, kind, new Map([...state].map(([name, { data }]) => [name, data])));
    const run = async (from: number, count: number): Promise<Float32Array> => {
      await poison(engine, imageElements, outputElements);
      const results = new Float32Array(count * outputElements);
      await engine.run(batch.data.subarray(from * imageElements, (from + count) * imageElements), count, results);
      return results;
    };
    const whole = await run(0, 5);
    let worst = 0;
    whole.forEach((value, index) => {
      const difference = Math.abs(value - expected[index]!) / (largest || 1);
      if (!(difference <= worst)) worst = difference;
    });
    expect(worst, `${kind}, relative to the largest value`).toBeLessThanOrEqual(tolerance);
    // The same bits, however the batch is split, and a second time.
    const parts = [await run(0, 2), await run(2, 1), await run(3, 2)];
    expect(
      parts.flatMap((part) => [...part]),
      `${kind}, the batch in parts`,
    ).toEqual([...whole]);
    expect([...(await run(0, 5))], `${kind}, a second time`).toEqual([...whole]);
  }
}

async function poison(engine: Engine, imageElements: number, outputElements: number): Promise<void> {
  await engine.run(new Float32Array(7 * imageElements).fill(NaN), 7, new Float32Array(7 * outputElements));
}

import type { CheckExtents } from '@resnet-compile/plan/cpu';
import type { Kernel } from './kernel.ts';
import { allocate } from './memory.ts';

/** In floats of a memory of one page. */
const [input, weights, bias, result] = [256, 1024, 2048, 4096];

/** Whole numbers from −3 to 3, so that sums are exact. */
const whole = (index: number): number => ((index * 5) % 7) - 3;

/**
 * Whether a binary computes its check kernel as arithmetic has it, until V8 has compiled that for speed: some twenty
 * milliseconds. Flags and processors are not all tested alike.
 */
export async function verifyKernels(
  module: WebAssembly.Module,
  { pixels, inputs, outputs }: CheckExtents,
  panel: number,
  shared: boolean,
): Promise<boolean> {
  const memory = allocate({ initial: 1, maximum: 1, shared });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const check = exports[`k${Object.keys(exports).length - 1}`] as Kernel;
  const f = new Float32Array(memory.buffer);
  const weight = (i: number, o: number): number => whole(i * outputs + o);
  for (let index = 0; index < pixels * inputs; index++) f[input + index] = whole(index);
  for (let o = 0; o < outputs; o++) f[bias + o] = whole(o);
  for (let first = 0, at = weights; first < outputs; first += panel) {
    const columns = Math.min(panel, outputs - first);
    for (let i = 0; i < inputs; i++)
      for (let column = 0; column < columns; column++) f[at++] = weight(i, first + column);
  }
  const expected = Float32Array.from({ length: pixels * outputs }, (_, index) => {
    const [pixel, o] = [Math.floor(index / outputs), index % outputs];
    let sum = whole(o);
    for (let i = 0; i < inputs; i++) sum += whole(pixel * inputs + i) * weight(i, o);
    return Math.max(sum, 0);
  });
  for (let round = 0; round < 4; round++) {
    for (let call = 0; call < 400; call++) {
      f.fill(NaN, result, result + expected.length);
      check(input * 4, weights * 4, bias * 4, result * 4, 0, pixels);
    }
    if (expected.some((value, index) => f[result + index] !== value)) return false;
    // V8 compiles on another thread.
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  return true;
}

import { expect, test } from 'vitest';
import type { VariantName } from '@resnet-compile/plan/cpu';
import { carryShapes, peakProgram, variants } from '../src/index.ts';

test.each(Object.keys(variants) as VariantName[])(
  'the peak program of the variant %s multiplies and adds as often as it says',
  async (name) => {
    const { plan, multiplyAdds, emit } = peakProgram();
    const { bytes } = emit(carryShapes([]), name, { shared: false });
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
    const { instance } = await WebAssembly.instantiate(bytes, { env: { memory } });
    const f = new Float32Array(memory.buffer).fill(1);
    (instance.exports['k0'] as (...parameters: number[]) => void)(0, 2, 4);
    // Every sum grew by one with each product of ones.
    const added = f.reduce((sum, value) => sum + value - 1, 0);
    const [call] = plan.calls;
    expect(added / 2).toBe(multiplyAdds / (call as { readonly pixels: number }).pixels);
  },
);

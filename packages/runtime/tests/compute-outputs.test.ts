import { expect, it } from 'vitest';
import { computeLogits, computeOutputs } from '../src/compute-outputs.ts';
import type { Engine, Images } from '../src/engine.ts';

const model = {
  name: 'sums',
  input: [2, 1, 1],
  classes: 1,
  outputs: [
    { name: 'logits', shape: [1] },
    { name: '__proto__', shape: [2, 1, 1] },
  ],
  parameters: [],
  parameterCount: 0,
  multiplyAdds: 0,
} as const;

/** Hands out the sum of an image, and the image itself where that is wanted. */
function engine(batches: [count: number, wanted: number][], overlaps?: true): Engine {
  return {
    device: 'cpu',
    ...(overlaps ? { overlaps } : {}),
    threads: 1,
    largestBatch: 2,
    prepare: () => undefined,
    async run(images: Images, batch, [logits, ...taps]) {
      batches.push([batch, 1 + taps.length]);
      for (let n = 0; n < batch; n++) logits![n] = images[2 * n]! + images[2 * n + 1]!;
      taps[0]?.set(images);
    },
    dispose: () => undefined,
  };
}

it.each([undefined, true] as const)('a batch in parts fills every output; runs overlap: %s', async (overlaps) => {
  const batches: [number, number][] = [];
  const images = Float32Array.from({ length: 10 }, (_, index) => index);
  const outputs = await computeOutputs()(model, engine(batches, overlaps), images, 5);
  expect(Object.entries(outputs)).toEqual([
    ['logits', Float32Array.of(1, 5, 9, 13, 17)],
    ['__proto__', images],
  ]);
  expect(batches).toEqual([
    [2, 2],
    [2, 2],
    [1, 2],
  ]);
});

it('who wants logits alone has nothing else copied', async () => {
  const batches: [number, number][] = [];
  expect(await computeLogits(model, engine(batches), new Uint8Array([1, 2]), 1)).toEqual(Float32Array.of(3));
  expect(batches).toEqual([[1, 1]]);
});

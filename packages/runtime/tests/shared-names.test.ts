import { writeSafetensors } from '@resnet-compile/weights';
import { expect, test } from 'vitest';
import type { ModelInfo } from '@resnet-compile/plan';
import { loadState } from '../src/state.ts';

const model: ModelInfo = {
  name: 'net',
  input: [1, 1, 1],
  classes: 2,
  outputs: [],
  parameters: [{ name: 'a.weight', shape: [2, 1], kind: 'parameter', aliases: ['b.weight'] }],
  parameterCount: 2,
  multiplyAdds: 2,
};
const load = (tensors: Readonly<Record<string, readonly number[]>>) =>
  loadState(
    model,
    {
      weights: writeSafetensors(
        Object.entries(tensors).map(([name, data]) => ({
          name,
          shape: [data.length, 1],
          data: Float32Array.from(data),
        })),
      ),
      seed: 0,
    },
    { signal: undefined, onBytes: undefined },
  );

test('a file has the first name of what is shared, another, or all', async () => {
  const expected = new Map([['a.weight', Float32Array.of(1, NaN)]]);
  expect(await load({ 'a.weight': [1, NaN] })).toEqual(expected);
  expect(await load({ 'b.weight': [1, NaN] })).toEqual(expected);
  expect(await load({ 'a.weight': [1, NaN], 'b.weight': [1, NaN] })).toEqual(expected);
});

test('what differs is refused, by both names', async () => {
  await expect(load({ 'a.weight': [1, 2], 'b.weight': [1, 3] })).rejects.toThrow(
    'b.weight differs from a.weight, which is the same tensor of a shared layer',
  );
  await expect(load({ 'b.weight': [1, 2, 3] })).rejects.toThrow('a.weight is 3×1, expected 2×1');
});

import { expect, test } from 'vitest';
import { probabilities, topK } from '../src/index.ts';
import { fixtures } from './fixtures.ts';

test("probabilities are PyTorch's softmax", () => {
  for (const { logits, probabilities: expected } of fixtures.softmax) {
    const found = probabilities(Float32Array.from(logits));
    for (const [at, value] of found.entries()) expect(value).toBeCloseTo(expected[at]!, 7);
  }
  const rows = fixtures.softmax.flatMap(({ logits }) => logits);
  expect([...probabilities(Float32Array.from(rows), 3)]).toEqual(
    fixtures.softmax.flatMap(({ logits }) => [...probabilities(Float32Array.from(logits))]),
  );
  expect(() => probabilities(new Float32Array(7), 3)).toThrow(
    'probabilities: there are 7 logits; expected a multiple of 3, the number of classes',
  );
  expect(() => probabilities([1, 2] as never)).toThrow('probabilities: logits is [1,2]; expected a Float32Array');
});

test('topK: the largest first, the first of equal ones, NaN last', () => {
  expect(topK([1, 5, 5, -Infinity, NaN, Infinity], 9).map(({ index }) => index)).toEqual([5, 1, 2, 0, 3, 4]);
  expect(topK(Float32Array.of(0.5, 0.25), 1)).toEqual([{ index: 0, value: 0.5 }]);
  expect(() => topK([1], 0)).toThrow('topK: count is 0; expected an integer of at least 1');
});

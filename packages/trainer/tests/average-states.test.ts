import { holdsForAll } from '@resnet-compile/testing';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { average } from '../src/index.ts';

// Without −0, which a sum that begins with 0 makes 0.
const value = fc.float({ min: -1e6, max: 1e6, noNaN: true }).map((each) => each + 0);
const values = fc.array(value, { minLength: 3, maxLength: 3 });

const given = fc.array(fc.tuple(values, fc.integer({ min: 1, max: 9 })), { minLength: 1, maxLength: 5 });

test('lies between the states, and a state averaged with itself is what it was', () =>
  holdsForAll(given, 100, (all) => {
    const states = all.map(([each]) => ({ w: Float32Array.from(each) }));
    const weights = all.map(([, weight]) => weight);
    const { w } = average(states, weights);
    for (let i = 0; i < 3; i++) {
      const found = states.map((state) => state.w[i]!);
      const slack = 1e-6 * Math.max(...found.map(Math.abs));
      expect(w![i]!).toBeGreaterThanOrEqual(Math.min(...found) - slack);
      expect(w![i]!).toBeLessThanOrEqual(Math.max(...found) + slack);
    }
    const [first] = states;
    expect(average([first!, first!, first!])).toEqual(first);
  }));

test('a weight counts as the state that many times', () => {
  const states = [
    [1, 2],
    [4, -8],
    [0.5, 3],
  ].map((each) => ({ w: Float32Array.from(each) }));
  expect(average(states, [1, 0, 3])).toEqual(average([states[0]!, states[2]!, states[2]!, states[2]!]));
  expect([...average(states, [1, 2, 1])['w']!]).toEqual([(1 + 8 + 0.5) / 4, (2 - 16 + 3) / 4]);
});

test.each<readonly [string, () => unknown, string]>([
  [
    'no states',
    () => average([]),
    'average: states is []; expected a list of what stateDict() of networks gives, of one at least',
  ],
  [
    'another network',
    () => average([{ w: new Float32Array(2) }, { w: new Float32Array(3) }]),
    'average: w has 2 values in state 0 and 3 in state 1; expected states of one network',
  ],
  [
    'a name more',
    () => average([{}, { v: new Float32Array(3) }]),
    'average: v has no values in state 0 and 3 in state 1; expected states of one network',
  ],
  [
    'too few weights',
    () => average([{}, {}], [1]),
    'expected a list of 2 numbers of at least 0, one for each state, of which one is not 0',
  ],
  ['weights of nothing', () => average([{}, {}], [0, 0]), 'average: weights is'],
])('%s', (_, call, message) => expect(call).toThrow(message));

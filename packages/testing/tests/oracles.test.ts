import { expect, it } from 'vitest';
import { oracles } from '../src/index.ts';

it('has a case of every kind, each whole', () => {
  expect(oracles.length).toBeGreaterThan(30);
  expect(new Set(oracles.map(({ case: { name } }) => name)).size).toBe(oracles.length);
  for (const { case: network, logits, argmax, state, train } of oracles) {
    expect(logits).toHaveLength(network.batch ?? 2);
    expect(argmax).toHaveLength(network.batch ?? 2);
    expect(logits[0]).toHaveLength(Math.min(16, network.classes));
    expect(Object.keys(state).length).toBeGreaterThan(10);
    expect(train?.losses.length).toBe(network.train?.steps);
  }
});

import { verifyGraph } from '@resnet-compile/ir';
import { fillState, images, oracles } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { runGraph, toState, toValues } from '../src/index.ts';
import { network } from './network.ts';

// The small networks and one whole ResNet-20; both pre-activation variants and the large ones are the compiler's to test.
const cases = oracles.filter(
  ({ case: net }) => net.variant !== 'v2' && (net.name.startsWith('mini-') || net.name === 'cifar-resnet20'),
);

describe('logits equal those of PyTorch in float64 within 1e-8', () => {
  it.each(cases.map((oracle) => [oracle.case.name, oracle] as const))('%s', (_, oracle) => {
    const { case: net, state, logits, logitsL2, argmax } = oracle;
    const graph = network(oracle);
    verifyGraph(graph);
    const filled = fillState(
      Object.entries(state).map(([name, shape]) => ({ name, shape })),
      net,
    );
    // Inference treats every image by itself: the first three are enough.
    const batch = Math.min(3, net.batch ?? 2);
    const result = runGraph(graph, {
      images: toValues(images(0, [batch, ...net.input], net.seed)),
      state: toState(filled),
    });
    expect(result.shape).toEqual([batch, net.classes]);
    const largest = Math.max(...logits.flat().map(Math.abs));
    for (let n = 0; n < batch; n++) {
      const row = result.data.subarray(n * net.classes, (n + 1) * net.classes);
      logits[n]!.forEach((logit, index) => expect(Math.abs(row[index]! - logit) / largest).toBeLessThan(1e-8));
      expect(Math.abs(Math.hypot(...row) / logitsL2[n]! - 1)).toBeLessThan(1e-8);
      expect(row.indexOf(Math.max(...row))).toBe(argmax[n]);
    }
  });
});

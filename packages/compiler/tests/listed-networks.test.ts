import { resnet, type Network } from '@resnet-compile/dsl';
import { nodesOf } from '@resnet-compile/ir';
import { blockOf, kerasListing, resnet50ForCifar } from '@resnet-compile/testing';
import { expect, test } from 'vitest';
import { build, multiplyAddsOf } from '../src/index.ts';

function countsOf(network: Network) {
  const { graph } = build(network, { name: 'net' });
  if (!graph) throw new Error('it is mistaken');
  const count = (kind: 'parameter' | 'buffer'): number =>
    nodesOf(graph, 'parameter')
      .filter(({ attributes }) => attributes.kind === kind)
      .reduce((sum, { type }) => sum + (type.shape as readonly number[]).reduce((a, b) => a * b, 1), 0);
  return { trained: count('parameter'), running: count('buffer'), multiplyAdds: multiplyAddsOf(graph), graph };
}

test("Keras' listing of 50 layers has Keras' counts", () => {
  const { trained, running, multiplyAdds, graph } = countsOf(kerasListing());
  expect([trained, running, trained + running]).toEqual([38_137_738, 75_520, 38_213_258]);
  expect((multiplyAdds / 1e9).toFixed(3)).toBe('1.863');
  expect([nodesOf(graph, 'conv2d').length, nodesOf(graph, 'batch_norm').length]).toEqual([65, 64]);
  // 32 → 13 → 7, and never smaller: every stride is 1.
  expect(nodesOf(graph, 'conv2d').map(({ type }) => type.shape[2])).toEqual([13, ...Array(64).fill(7)]);
});

test('what it means has the 23,520,842 of published implementations', () => {
  expect(countsOf(resnet50ForCifar()).trained).toBe(23_520_842);
});

test.each([
  // Zagoruyko and Komodakis 2016, table 2: millions of parameters where k = 2.
  [[3, 3], 4, '1.5'],
  [[1, 3, 1], 6, '1.4'],
  [[3, 1, 3], 3, '1.1'],
] as const)('B(%j), %i of them a stage', (kernels, depth, published) => {
  const { trained } = countsOf(
    resnet({
      stages: [depth, depth, depth],
      block: blockOf(...kernels),
      variant: 'v2',
      stem: 'cifar',
      width: 32,
      stemWidth: 16,
      input: [3, 32, 32],
      classes: 10,
    }),
  );
  expect((trained / 1e6).toFixed(1)).toBe(published);
});

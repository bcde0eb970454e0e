import { multiplyAdds, nodesOf } from '@resnet-compile/ir';
import { runGraph, runProgram, toState, toValues } from '@resnet-compile/reference';
import { fillState, images } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { build, multiplyAddsOf } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { knownNetworks, oracleNetworks } from './known-networks.ts';
import { haloTarget } from './targets.ts';

describe('counts of published networks', () => {
  it.each(knownNetworks.map((known) => [known.name, known] as const))(
    '%s',
    (_, { network, parameters, multiplyAdds: published }) => {
      const graph = build(network, { name: 'net' }).graph!;
      const trained = nodesOf(graph, 'parameter').filter(({ attributes }) => attributes.kind === 'parameter');
      expect(
        trained.reduce((sum, { type }) => sum + (type.shape as readonly number[]).reduce((a, b) => a * b, 1), 0),
      ).toBe(parameters);
      if (published === undefined) return;
      expect((multiplyAddsOf(graph) / 1e6).toFixed(published.split('.')[1]?.length ?? 0)).toBe(published);
    },
  );
});

describe('the state dict has the tensors of PyTorch', () => {
  it.each(oracleNetworks)('%s', (_, { state, parameters }, network) => {
    const declared = compiled(network, haloTarget).program.parameters;
    expect(Object.fromEntries(declared.map(({ name, shape }) => [name, shape]))).toEqual(state);
    expect(declared).toHaveLength(Object.keys(state).length);
    const trained = declared.filter(({ kind }) => kind === 'parameter');
    expect(trained.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)).toBe(parameters);
    expect(declared.filter(({ kind }) => kind === 'buffer').map(({ name }) => name)).toEqual(
      Object.keys(state)
        .filter((name) => name.includes('.running_'))
        .sort(byOrder(declared)),
    );
  });
});

const byOrder = (declared: readonly { readonly name: string }[]) => {
  const order = new Map(declared.map(({ name }, index) => [name, index]));
  return (a: string, b: string): number => order.get(a)! - order.get(b)!;
};

// Those that float64 in JavaScript computes in a second; the others are the backends' to test.
const small = oracleNetworks.filter(
  ([name]) => name.startsWith('mini-') || name === 'cifar-preact29-bottleneck' || name === 'cifar-resnet20',
);

describe('logits are those of PyTorch in float64 within 1e-8, before and after compilation', () => {
  it.each(small)('%s', (_, { case: net, state, logits, argmax }, network) => {
    const { graph, program } = compiled(network, haloTarget);
    const batch = Math.min(2, net.batch ?? 2);
    const inputs = {
      images: toValues(images(0, [batch, ...net.input], net.seed)),
      state: toState(
        fillState(
          Object.entries(state).map(([name, shape]) => ({ name, shape })),
          net,
        ),
      ),
    };
    const largest = Math.max(...logits.flat().map(Math.abs));
    for (const result of [runGraph(graph, inputs), runProgram(program, inputs)]) {
      for (let n = 0; n < batch; n++) {
        const row = result.data.subarray(n * net.classes, (n + 1) * net.classes);
        logits[n]!.forEach((logit, index) => expect(Math.abs(row[index]! - logit) / largest).toBeLessThan(1e-8));
        expect(row.indexOf(Math.max(...row))).toBe(argmax[n]);
      }
    }
  });
});

/** Convolutions, and the rest by their cores. */
describe('kernels', () => {
  const cases: readonly (readonly [string, Readonly<Record<string, number>>])[] = [
    ['resnet18', { convolution: 20, max_pool: 1, mean: 1, matrix_product: 1 }],
    ['resnet34', { convolution: 36, max_pool: 1, mean: 1, matrix_product: 1 }],
    ['resnet34 A', { convolution: 33, max_pool: 1, mean: 1, matrix_product: 1 }],
    ['resnet50', { convolution: 53, max_pool: 1, mean: 1, matrix_product: 1 }],
    ['resnet50 v1', { convolution: 53, max_pool: 1, mean: 1, matrix_product: 1 }],
    // The classifier is a convolution of 1×1, as in timm.
    ['resnet50 v2', { convolution: 54, max_pool: 1, mean: 1 }],
    ['resnext50_32x4d', { convolution: 53, max_pool: 1, mean: 1, matrix_product: 1 }],
    ['cifar 20', { convolution: 19, mean: 1, matrix_product: 1 }],
    ['cifar 110', { convolution: 109, mean: 1, matrix_product: 1 }],
    ['cifar 1202', { convolution: 1201, mean: 1, matrix_product: 1 }],
    // 164 layers: 162 in the blocks, the stem and the classifier; and the three projections.
    ['preact 164', { convolution: 167, mean: 1 }],
    ['WRN-28-10', { convolution: 29, mean: 1 }],
    ['plain34', { convolution: 33, max_pool: 1, mean: 1, matrix_product: 1 }],
  ];
  it.each(cases)('%s', (name, expected) => {
    const { graph, program } = compiled(knownNetworks.find((known) => known.name === name)!.network, haloTarget);
    const counts: Record<string, number> = {};
    for (const { core } of program.kernels) counts[core.kind] = (counts[core.kind] ?? 0) + 1;
    expect(counts).toEqual(expected);
    expect(graph.nodes.filter((node) => multiplyAdds(node) > 0)).toHaveLength(
      (counts['convolution'] ?? 0) + (counts['matrix_product'] ?? 0),
    );
  });
});

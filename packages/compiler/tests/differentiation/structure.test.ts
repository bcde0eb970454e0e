import {
  batchNorm,
  conv,
  dense,
  flatten,
  globalAveragePool,
  network,
  normalize,
  relu,
  residual,
  type Layer,
} from '@resnet-compile/dsl';
import {
  isBatched,
  isMap,
  isTrained,
  makeNode,
  makeParameter,
  nodesOf,
  parseGraph,
  pointwise,
  printGraph,
  usersOf,
  verifyGraph,
  type Graph,
  type Node,
} from '@resnet-compile/ir';
import { evaluateGraph, runTrainingGraph } from '@resnet-compile/reference';
import { handMadeNetworks, holdsForNetworks, resnetCombinations } from '@resnet-compile/testing';
import { describe, expect, it } from 'vitest';
import { appendLoss } from '../../src/3-differentiate/append-loss.ts';
import { differentiate } from '../../src/3-differentiate/differentiate.ts';
import { useBatchStatistics } from '../../src/3-differentiate/use-batch-statistics.ts';
import { trainingInputs } from './inputs.ts';
import { builtGraph, differentiated, trainingGraph } from './training-graph.ts';

const context = {};
const conv3 = (channels: number): Layer => conv(channels, { kernel: 3 });
const small = network(
  { input: [3, 5, 7] },
  { conv1: conv3(4), bn1: batchNorm({ momentum: 0.3 }), relu: relu(), pool: globalAveragePool(), fc: dense(5) },
);
const networks = [...handMadeNetworks, ...resnetCombinations];

/** What every graph of a training step is. */
function expectSound(graph: Graph): void {
  verifyGraph(graph);
  expect(printGraph(parseGraph(printGraph(graph)))).toBe(printGraph(graph));
  const byName = new Map(nodesOf(graph, 'parameter').map((node) => [node.attributes.name, node]));
  for (const { name, node } of graph.results) {
    const [what, of] = name.split(' ');
    expect(node.type, name).toEqual(of === undefined ? { dtype: 'f32', shape: [] } : byName.get(of)!.type);
    const { kind, frozen } = byName.get(of!)?.attributes ?? {};
    expect([kind, frozen], name).toEqual([{ gradient: 'parameter', statistic: 'buffer' }[what!], undefined]);
  }
}

/** Values that nothing reads. */
const unread = (graph: Graph): readonly Node[] => {
  const handedOn = new Set([graph.output, ...graph.results.map(({ node }) => node)]);
  return Array.from(usersOf(graph)).flatMap(([node, users]) => (users.length || handedOn.has(node) ? [] : [node]));
};

describe('graphs of training steps are verified, print and parse back, and hold nothing that is not read', () => {
  it.each(networks)('%s', (_, network) => {
    const graph = trainingGraph(network, 0.1);
    expectSound(graph);
    // Where nothing is trained, the loss alone is left.
    expect(unread(graph).filter(({ op }) => op !== 'input')).toEqual([]);
  });
  it('random networks', () =>
    holdsForNetworks(100, (network) => {
      const graph = trainingGraph(network);
      expectSound(graph);
      expect(unread(graph).filter(({ op }) => op !== 'input')).toEqual([]);
      const trained = nodesOf(graph, 'parameter')
        .filter(({ attributes }) => isTrained(attributes))
        .map(({ attributes }) => `gradient ${attributes.name}`);
      expect(graph.results.map(({ name }) => name).filter((name) => name.startsWith('gradient'))).toEqual(trained);
    }));
});

it('results: the loss, the count, running statistics, gradients in the order of the state', () => {
  expect(trainingGraph(small).results.map(({ name }) => name)).toEqual([
    'loss',
    'correct',
    'statistic bn1.running_mean',
    'statistic bn1.running_var',
    'gradient conv1.weight',
    'gradient bn1.weight',
    'gradient bn1.bias',
    'gradient fc.weight',
    'gradient fc.bias',
  ]);
});

/** Where gradients of inputs are computed; a normalize layer and its gradient are both maps. */
const inputGradients = (...layers: readonly Layer[]): readonly (string | undefined)[] => {
  const graph = trainingGraph(network({ input: [3, 5, 7] }, [...layers, globalAveragePool(), dense(5)]));
  return graph.nodes
    .filter(({ op, type }) => /^(conv2d|batch_norm)_input_gradient$|^map$/.test(op) && isBatched(type))
    .filter((node) => !isMap(node, pointwise.sum))
    .map(({ op, origin }) => `${op} ${origin.path}`);
};

describe('nothing is computed for the images', () => {
  it.each<readonly [string, readonly Layer[], readonly string[]]>([
    ['a convolution', [conv3(4)], []],
    ['normalize, then a convolution', [normalize({ mean: [0, 1, 2], std: [1, 2, 3] }), conv3(4)], ['map 0']],
    ['a batch norm', [batchNorm()], []],
    ['two convolutions', [conv3(4), conv3(4)], ['conv2d_input_gradient 1']],
    ['two convolutions of the images', [residual({ body: conv3(4), shortcut: conv(4) })], []],
    ['the images beside a convolution', [residual({ body: [conv3(3), conv3(3)] })], ['conv2d_input_gradient 0.1']],
  ])('%s', (_, layers, expected) => expect(inputGradients(...layers)).toEqual(expected));
});

it('a parameter that the output does not depend on has no gradient', () => {
  const built = builtGraph(network({ input: [3, 1, 1] }, { fc: dense(5) }));
  const unread = makeParameter('unread', [5], 'parameter', {});
  const weights = makeParameter('aside', [2, 3], 'parameter', {});
  const aside = makeNode('dense', {}, [built.output.inputs[0]!, weights], {});
  const graph = { ...built, nodes: [...built.nodes, unread, weights, aside] };
  verifyGraph(graph);
  const { results } = differentiated(graph);
  expect(results.map(({ name }) => name)).toEqual(['loss', 'correct', 'gradient fc.weight', 'gradient fc.bias']);
});

it('where nothing is trained, there is the loss and no gradient', () => {
  const graph = trainingGraph(network({ input: [5, 1, 1] }, [relu(), flatten()]));
  expectSound(graph);
  expect(graph.nodes.map(({ op }) => op)).toEqual(['input', 'map', 'flatten', 'targets', 'correct', 'loss']);
});

describe('batch statistics', () => {
  it('without batch norm the graph is the same object', () => {
    const graph = builtGraph(network({ input: [3, 5, 7] }, [conv3(4), relu(), globalAveragePool(), dense(5)]));
    expect(useBatchStatistics.run(graph, context)).toBe(graph);
    expect(differentiated(graph).results.map(({ name }) => name)).toEqual([
      'loss',
      'correct',
      'gradient 0.weight',
      'gradient 3.weight',
      'gradient 3.bias',
    ]);
  });

  it('the running ones move by the momentum, towards the unbiased variance', () => {
    const graph = trainingGraph(small);
    const run = trainingInputs(graph, { batch: 2 });
    const x = evaluateGraph(graph, run).get(nodesOf(graph, 'conv2d')[0]!)!;
    const { statistics } = runTrainingGraph(graph, run);
    for (let channel = 0; channel < 4; channel++) {
      const values = [0, 1].flatMap((image) => [
        ...x.data.subarray((image * 4 + channel) * 35, (image * 4 + channel + 1) * 35),
      ]);
      const mean = values.reduce((a, b) => a + b) / 70;
      const unbiased = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 69;
      const old = (name: string): number => run.state.get(`bn1.running_${name}`)!.data[channel]!;
      expect(statistics.get('bn1.running_mean')!.data[channel]).toBeCloseTo(0.7 * old('mean') + 0.3 * mean, 12);
      expect(statistics.get('bn1.running_var')!.data[channel]).toBeCloseTo(0.7 * old('var') + 0.3 * unbiased, 12);
    }
  });

  it('differentiation asks for them', () => {
    expect(() => differentiate.run(appendLoss.run(builtGraph(small), context), context)).toThrow(
      'batch_norm bn1 has no gradient; use-batch-statistics comes first',
    );
    expect(() => differentiate.run(builtGraph(small), context)).toThrow(
      'graph net has no result loss; append-loss comes first',
    );
  });
});

it('the gradient of a map that a dense layer reads as a vector is a map', () => {
  const built = builtGraph(network({ input: [3, 5, 7] }, { conv: conv3(4), pool: globalAveragePool(), fc: dense(5) }));
  const pooled = built.nodes.find(({ op }) => op === 'global_average_pool')!;
  const weights = makeParameter('weight', [5, 4], 'parameter', {});
  const output = makeNode('dense', {}, [pooled, weights], {});
  const graph = differentiated({
    ...built,
    nodes: [...built.nodes.slice(0, built.nodes.indexOf(pooled) + 1), weights, output],
    output,
  });
  expectSound(graph);
  expect(graph.nodes.map(({ op }) => op)).toContain('unflatten');
});

import {
  batchNorm,
  cifarResnet,
  conv,
  deepen,
  globalAveragePool,
  groupNorm,
  identity,
  plain34,
  product,
  relu,
  residual,
  resnet,
  resnet18,
  resnet34,
  sequential,
  sgd,
  shared,
  sigmoid,
  silu,
  training,
  type BlockFunction,
  type Layer,
  type Network,
} from '@resnet-compile/dsl';
import { nodesOf } from '@resnet-compile/ir';
import { runGraph, toState, toValues } from '@resnet-compile/reference';
import { fillState, images } from '@resnet-compile/testing';
import { describe, expect, it, test } from 'vitest';
import { build } from '../src/index.ts';

const graphOf = (net: Network) => {
  const { graph, problems, warnings } = build(net, { name: 'net' });
  if (!graph) throw new Error(problems.map(({ message }) => message).join('\n'));
  expect(warnings).toEqual([]);
  return graph;
};
const parametersOf = (net: Network) =>
  nodesOf(graphOf(net), 'parameter').map(({ attributes, type }) => ({
    name: attributes.name,
    shape: type.shape as readonly number[],
  }));
const lengthOf = (shape: readonly number[]): number => shape.reduce((product_, extent) => product_ * extent, 1);
const stateOf = (net: Network): Record<string, Float32Array> =>
  Object.fromEntries(Array.from(fillState(parametersOf(net)), ([name, { data }]) => [name, data]));

const small = { stages: [1, 2], stem: 'cifar', width: 6, input: [3, 7, 9], classes: 4 } as const;
const own =
  (end: (channels: number) => Layer): BlockFunction =>
  ({ channels, stride, shortcut }) =>
    residual({
      body: {
        conv1: conv(channels, { kernel: 3, stride, bias: true }),
        act: relu(),
        conv2: conv(channels),
        end: end(channels),
      },
      shortcut: shortcut(channels),
      activation: { relu: relu() },
    });
const gate = (channels: number): Layer =>
  product([identity(), sequential([globalAveragePool(), conv(channels), sigmoid()])]);

describe('a deeper network gives the shallower one, bit for bit', () => {
  it.each<readonly [string, Network, readonly number[]]>([
    ['basic', resnet(small), [3, 4]],
    [
      'bottlenecks, of which the only one of a stage projects',
      resnet({ ...small, block: 'bottleneck', stages: [1, 1] }),
      [2, 3],
    ],
    ['in groups', resnet({ ...small, block: 'bottleneck', groups: 2, widthPerGroup: 43 }), [3, 2]],
    ['pre-activated', resnet({ ...small, variant: 'v2', stages: [1, 1] }), [2, 2]],
    ['pre-activated bottlenecks', resnet({ ...small, variant: 'v2', block: 'bottleneck' }), [2, 3]],
    ['option A', cifarResnet(8), [2, 2, 2]],
    ['a projection in each', resnet({ ...small, shortcut: 'C' }), [2, 2]],
    [
      'a gate behind the norm',
      resnet({ ...small, block: own((n) => sequential({ bn: batchNorm(), se: gate(n) })) }),
      [2, 3],
    ],
    ['group norm', resnet({ ...small, block: own(() => groupNorm({ groups: 2 })) }), [2, 3]],
    ['none added', resnet(small), [1, 2]],
  ])('%s', (_, shallow, stages) => {
    const state = stateOf(shallow);
    const deeper = deepen(shallow, state, stages);
    const parameters = parametersOf(deeper.network);
    expect(Object.keys(deeper.state).sort()).toEqual(parameters.map(({ name }) => name).sort());
    const logits = [
      { net: shallow, values: state },
      { net: deeper.network, values: deeper.state },
    ].map(({ net, values }) => {
      const tensors = new Map(
        parametersOf(net).map(({ name, shape }) => {
          expect(values[name], name).toHaveLength(lengthOf(shape));
          return [name, { shape, data: values[name] ?? new Float32Array() }] as const;
        }),
      );
      return runGraph(graphOf(net), { images: toValues(images(0, [2, ...net.input])), state: toState(tensors) }).data;
    });
    expect(logits[1]).toEqual(logits[0]);
    expect(Math.max(...(logits[0] ?? []).map(Math.abs))).toBeGreaterThan(0.01);
  });
});

test('resnet18 becomes resnet34: its names and shapes', () => {
  const narrow = { width: 8 };
  const { network: deeper, state } = deepen(resnet18(narrow), stateOf(resnet18(narrow)), [3, 4, 6, 3]);
  const lengths = parametersOf(resnet34(narrow)).map(({ name, shape }) => [name, lengthOf(shape)] as const);
  expect(parametersOf(deeper)).toEqual(parametersOf(resnet34(narrow)));
  expect(Object.fromEntries(Object.entries(state).map(([name, values]) => [name, values.length]))).toEqual(
    Object.fromEntries(lengths),
  );
});

test('what is added begins as the block before it, but for the norm that ends it; nothing given is changed', () => {
  const given = stateOf(resnet(small));
  const before = structuredClone(given);
  const { state } = deepen(resnet(small), given, [1, 3]);
  expect(given).toEqual(before);
  expect(state['layer2.2.conv1.weight']).toEqual(given['layer2.1.conv1.weight']);
  expect(state['layer2.2.bn2.weight']).toEqual(new Float32Array(12));
  expect(state['layer2.2.bn2.running_var']).toEqual(given['layer2.1.bn2.running_var']);
  expect(given['layer2.1.bn2.weight']).not.toEqual(new Float32Array(12));
});

test('a declaration of training stays, and a network alone needs no state', () => {
  const { network: deeper, state } = deepen(training(resnet(small), { optimizer: sgd() }), {}, [2, 2]);
  expect([deeper.training.optimizer.kind, state]).toEqual(['sgd', {}]);
});

test.each<readonly [message: string, call: () => unknown]>([
  [
    'deepen: stages are [1,1]; the network has [1,2], and expected as many or more in each',
    () => deepen(resnet(small), {}, [1, 1]),
  ],
  [
    'deepen: stages are [1]; the network has [1,2], and expected as many or more in each',
    () => deepen(resnet(small), {}, [1]),
  ],
  [
    'deepen: stages are [1.5]; expected a list of positive integers, blocks per stage',
    () => deepen(resnet(small), {}, [1.5]),
  ],
  ['deepen: stages are [9]; the network has no stages: sequences of residuals', () => deepen(plain34(), {}, [9])],
  ['deepen: found a conv layer; expected a network', () => deepen(conv(3) as never, {}, [9])],
  [
    'deepen: the state has no layer2.1.bn2.weight; expected what stateDict() gives of this network',
    () => deepen(resnet(small), { 'fc.bias': new Float32Array(4) }, [1, 3]),
  ],
  [
    'deepen: a block like layer1.0 is no identity where its body begins as 0; expected one that ends with a norm or a convolution, relu after the addition or nothing, no gate, and no layer that is shared',
    () =>
      deepen(
        resnet({ ...small, block: ({ channels }) => residual({ body: [shared(conv(channels)), batchNorm()] }) }),
        {},
        [2, 2],
      ),
  ],
  [
    'deepen: a block like layer1.0 is no identity where its body begins as 0; expected one that ends with a norm or a convolution, relu after the addition or nothing, no gate, and no layer that is shared',
    () => deepen(resnet({ ...small, gate: 'exclusive' }), {}, [2, 2]),
  ],
  [
    'deepen: a block like layer1.0 is no identity where its body begins as 0; expected one that ends with a norm or a convolution, relu after the addition or nothing, no gate, and no layer that is shared',
    () =>
      deepen(
        resnet({ ...small, block: ({ channels }) => residual({ body: conv(channels), activation: silu() }) }),
        {},
        [2, 2],
      ),
  ],
])('%s', (message, call) => {
  expect(call).toThrow(new TypeError(message));
});

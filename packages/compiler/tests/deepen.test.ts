import {
  batchNorm,
  conv,
  deepen,
  dense,
  globalAveragePool,
  identity,
  network,
  product,
  relu,
  residual,
  resnet,
  sequential,
  sigmoid,
  silu,
  type Layer,
  type Network,
  type ResNetOptions,
} from '@resnet-compile/dsl';
import { runGraph, toState, toValues } from '@resnet-compile/reference';
import { fillState, images } from '@resnet-compile/testing';
import { describe, expect, it, test } from 'vitest';
import { build } from '../src/index.ts';

type State = Readonly<Record<string, Float32Array>>;

const parametersOf = (net: Network) => {
  const { graph, problems } = build(net, { name: 'net' });
  if (!graph) throw new Error(JSON.stringify([...net.problems, ...problems]));
  const parameters = graph.nodes.flatMap(({ op, attributes, type }) =>
    op === 'parameter' ? [{ ...attributes, shape: type.shape as readonly number[] }] : [],
  );
  return { graph, parameters };
};
const stateOf = (net: Network): State =>
  Object.fromEntries([...fillState(parametersOf(net).parameters)].map(([name, { data }]) => [name, data]));

function logits(net: Network, state: State): readonly number[] {
  const { graph, parameters } = parametersOf(net);
  expect(Object.keys(state).sort()).toEqual(parameters.map(({ name }) => name).sort());
  const tensors = parameters.map(({ name, shape }) => [name, { shape, data: state[name] ?? [] }] as const);
  return [...runGraph(graph, { images: toValues(images(0, [2, ...net.input])), state: toState(tensors) }).data];
}

const small: ResNetOptions = { stages: [1, 2], width: 4, input: [3, 9, 7], stem: 'cifar', classes: 3 };
const gated = ({
  channels,
  stride,
  shortcut,
}: {
  channels: number;
  stride: number;
  shortcut: (c: number) => Layer | undefined;
}) =>
  residual({
    body: {
      conv1: conv(channels, { kernel: 3, stride }),
      bn1: batchNorm(),
      relu: relu(),
      conv2: conv(channels, { kernel: 3 }),
      bn2: batchNorm(),
      se: product({ x: identity(), gate: sequential([globalAveragePool(), conv(channels), sigmoid()]) }),
    },
    shortcut: shortcut(channels),
    activation: relu(),
  });

describe('a deeper network computes what the shallower one does, bit for bit', () => {
  it.each<readonly [string, ResNetOptions]>([
    ['basic blocks', small],
    ['bottlenecks', { ...small, block: 'bottleneck', variant: 'v1', groups: 2 }],
    ['pre-activation', { ...small, variant: 'v2', block: 'bottleneck' }],
    ['shortcuts without parameters', { ...small, shortcut: 'A' }],
    ['projections everywhere', { ...small, shortcut: 'C' }],
    ["blocks of one's own, with gates", { ...small, block: gated }],
  ])('%s', (_, options) => {
    const shallow = resnet(options);
    const given = stateOf(shallow);
    const { network: deep, state } = deepen(shallow, given, [3, 4]);
    expect(deep.problems).toEqual([]);
    expect(logits(deep, state)).toEqual(logits(shallow, given));
    if (options.shortcut !== 'C') logits(resnet({ ...options, stages: [3, 4] }), state);
  });
});

test('what is wrong is said of the network', () => {
  const shallow = resnet(small);
  const messages = (net: Network, stages: readonly number[]) =>
    deepen(net, {}, stages).network.problems.map(({ code, message }) => `${code} ${message}`);
  const expected = 'expected as many blocks as the network has, [1, 2], or more in each stage';
  expect(messages(shallow, [2])).toEqual([`RC1102 deepen: stages are [2]; ${expected}`]);
  expect(messages(shallow, [2, 1])).toEqual([`RC1102 deepen: stages are [2,1]; ${expected}`]);
  const odd = network(
    { input: [3, 4, 4] },
    {
      layer1: sequential([residual({ body: [conv(3), batchNorm()], activation: silu() })]),
      pool: globalAveragePool(),
      fc: dense(2),
    },
  );
  expect(messages(odd, [2])).toEqual(['RC1103 deepen: no copy of the last block of layer1 is an identity']);
  expect(messages(odd, [1])).toEqual([]);
});

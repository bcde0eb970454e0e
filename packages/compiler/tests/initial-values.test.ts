import {
  batchNorm,
  concatenate,
  conv,
  dense,
  dropout,
  globalAveragePool,
  identity,
  network,
  relu,
  residual,
  resnet,
  sequential,
  stochasticDepth,
  type Layer,
  type Network,
} from '@resnet-compile/dsl';
import { nodesOf, printProgram, parseProgram } from '@resnet-compile/ir';
import { describe, expect, test } from 'vitest';
import { build, type Initialization } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { plainTarget } from './targets.ts';

const initialOf = (net: Network, initialization?: Initialization) =>
  new Map(
    nodesOf(build(net, { name: 'net', ...initialization }).graph!, 'parameter').map(({ attributes }) => [
      attributes.name,
      attributes.initial ?? 0,
    ]),
  );

/** Scales that begin as 0. */
const zeros = (net: Network): readonly string[] =>
  [...initialOf(net, { zeroGamma: true })].flatMap(([name, initial]) =>
    /(bn|norm|downsample\.1)\d*\.weight$/.test(name) && initial === 0 ? [name] : [],
  );

const net = (layers: Readonly<Record<string, Layer>>): Network =>
  network({ input: [2, 4, 4] }, { ...layers, pool: globalAveragePool(), fc: dense(2) });
const ending = (...end: readonly Layer[]): Network =>
  net({ block: residual({ body: { conv: conv(2), bn: batchNorm(), end: sequential([sequential(end)]) } }) });

describe('zeroGamma', () => {
  const small = { stages: [1, 1], input: [3, 32, 32] } as const;
  test.each([
    ['basic', resnet({ ...small }), ['layer1.0.bn2.weight', 'layer2.0.bn2.weight']],
    ['bottleneck', resnet({ ...small, block: 'bottleneck' }), ['layer1.0.bn3.weight', 'layer2.0.bn3.weight']],
    ['pre-activation', resnet({ ...small, variant: 'v2' }), []],
    ['plain', resnet({ ...small, shortcut: 'none' }), []],
    ['with nothing behind the batch norm', ending(), ['block.bn.weight']],
    ['with stochastic depth behind it', ending(stochasticDepth(0.2)), ['block.bn.weight']],
    ['with dropout and an identity behind it', ending(identity(), dropout(0.1)), ['block.bn.weight']],
    ['with a ReLU behind it', ending(relu()), []],
    ['whose body is empty, behind a batch norm', net({ bn: batchNorm(), block: residual({ body: [] }) }), []],
    [
      'whose body ends in another block',
      net({ block: residual({ body: { inner: residual({ body: { conv: conv(2), bn: batchNorm() } }) } }) }),
      ['block.inner.bn.weight'],
    ],
    [
      'whose body ends in branches',
      net({
        block: residual({ body: { cat: concatenate([conv(1), sequential({ conv: conv(1), bn: batchNorm() })]) } }),
      }),
      [],
    ],
  ] as const)('blocks %s: the scales that end a body begin as 0', (_, given, expected) => {
    expect(given.problems).toEqual([]);
    expect(zeros(given)).toEqual(expected);
  });
});

test('each layer says what its parameters begin as, and so does the program', () => {
  const layers = network(
    { input: [2, 4, 4] },
    { conv: conv(2, { bias: true }), bn: batchNorm(), pool: globalAveragePool(), fc: dense(2) },
  );
  const expected = new Map<string, unknown>([
    ['conv.weight', { distribution: 'he_normal', fan: 'out' }],
    ['conv.bias', 0],
    ['bn.weight', 1],
    ['bn.bias', 0],
    ['bn.running_mean', 0],
    ['bn.running_var', 1],
    ['fc.weight', { distribution: 'uniform', fan: 'in' }],
    ['fc.bias', 0],
  ]);
  expect(initialOf(layers)).toEqual(expected);
  expect(initialOf(layers, { initialization: 'fan-in' })).toEqual(
    new Map([...expected, ['conv.weight', { distribution: 'he_normal', fan: 'in' }]]),
  );
  const { program } = compiled(layers, plainTarget);
  expect(new Map(program.parameters.map(({ name, initial = 0 }) => [name, initial]))).toEqual(expected);
  expect(parseProgram(printProgram(program)).parameters).toEqual(program.parameters);
  expect(JSON.stringify(program.prepare)).not.toContain('initial');
});

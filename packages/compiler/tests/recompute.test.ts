import { parseProgram, printProgram, readsOf, verifyProgram, writesOf, type KernelProgram } from '@resnet-compile/ir';
import { runWholeProgram, type RunInputs, type Values } from '@resnet-compile/reference';
import {
  averagePool,
  batchNorm,
  cifarPlain,
  cifarPreactResnet,
  cifarResnet,
  concatenate,
  conv,
  dense,
  dropout,
  globalAveragePool,
  identity,
  maxPool,
  network,
  prelu,
  product,
  relu,
  residual,
  resnet,
  sequential,
  sigmoid,
  silu,
  type Layer,
  type Network,
} from '@resnet-compile/dsl';
import { describe, expect, it } from 'vitest';
import { backwardStart } from '@resnet-compile/ir';
import { rematerialize } from '../src/6-schedule/rematerialize.ts';
import { build, fuse, liveBytes, lower, recompute, schedule, simplify } from '../src/index.ts';
import { inputsOf } from './evaluate.ts';
import { haloTarget } from './targets.ts';

function training(
  network: Network,
  memoryBudget?: number,
): { readonly program: KernelProgram; readonly before: KernelProgram; readonly plain: number } {
  const { graph } = build(network, { name: 'net' });
  if (!graph) throw new Error('does not compile');
  const mode = 'training';
  const before = fuse(lower(simplify(graph, { mode }), { mode }));
  const program = schedule(recompute(before, { memoryBudget }), { target: haloTarget });
  return { program, before, plain: liveBytes(before) };
}

const small = { stem: 'cifar', input: [3, 9, 7], classes: 5, width: 4, stages: [2, 2] } as const;
const conv3 = (channels: number): Layer => conv(channels, { kernel: 3 });
const chain = (...layers: readonly Layer[]): Network =>
  network({ input: [3, 9, 7] }, [...layers, globalAveragePool(), dense(5)]);
const block = (channels: number): Layer => residual({ body: [conv3(channels), batchNorm(), relu(), conv3(channels)] });
/** A layer of a dense block (Huang et al. 2016): its input beside what it adds. */
const denseLayer = (growth: number): Layer =>
  concatenate({ x: identity(), y: sequential({ bn: batchNorm(), relu: relu(), conv: conv3(growth) }) });
const denseNetwork = chain(conv3(8), denseLayer(4), denseLayer(4), denseLayer(4), denseLayer(4), batchNorm(), relu());
const withoutBatchNorm = chain(conv3(8), relu(), conv3(8), relu(), maxPool({ kernel: 2 }), conv3(9), relu(), conv3(9));
const withDropout = chain(conv3(6), dropout(0.5), batchNorm(), relu(), conv3(6), dropout(0.3), relu(), conv3(6));

const gate = product({ x: identity(), gate: sequential([globalAveragePool(), conv(6), sigmoid()]) });
const withGates = chain(conv3(6), silu(), conv3(6), batchNorm(), gate, prelu(), conv3(6), silu(), gate, conv3(6));

const networks: readonly (readonly [string, Network])[] = [
  ['basic', resnet({ ...small })],
  ['bottleneck', resnet({ ...small, block: 'bottleneck' })],
  ['pre-activated', resnet({ ...small, variant: 'v2' })],
  ['option A', resnet({ ...small, shortcut: 'A-split' })],
  ['plain', resnet({ ...small, shortcut: 'none' })],
  ['dense', denseNetwork],
  ['without batch norm', withoutBatchNorm],
  ['with dropout', withDropout],
  ['with gates', withGates],
  [
    'names as copies have them',
    chain(
      conv3(8),
      concatenate({ again: relu(), x: conv3(4) }),
      conv3(8),
      concatenate({ again: relu(), x: conv3(4) }),
      conv3(3),
    ),
  ],
  ['plain, then a residual', chain(conv3(6), batchNorm(), relu(), conv3(6), batchNorm(), relu(), block(6), relu())],
  ['a residual, then plain', chain(conv3(6), block(6), relu(), conv3(6), batchNorm(), relu(), conv3(6), relu())],
  ['with a stem that pools', resnet({ ...small, stem: 'imagenet', input: [3, 33, 37] })],
];

const run = (program: KernelProgram, inputs: RunInputs, placed: boolean): ReadonlyMap<string, Values> =>
  runWholeProgram(program, inputs, { placed }).results;

describe.each(networks)('%s', (_, network) => {
  it.each([undefined, 0])('with budget %s computes the very same', (budget) => {
    const { program, plain } = training(network, budget);
    verifyProgram(program);
    expect(printProgram(parseProgram(printProgram(program)))).toBe(printProgram(program));
    expect(liveBytes(program)).toBeLessThanOrEqual(plain);
    const { program: kept } = training(network, Infinity);
    const targets = {
      shape: [2, 5],
      data: Float64Array.from({ length: 10 }, (_unused, index) => (index % 6 === 0 ? 1 : 0)),
    };
    const inputs: RunInputs = { ...inputsOf(program, 2), targets, randomness: { seed: 3, step: 5 } };
    const expected = run(kept, inputs, false);
    for (const placed of [false, true]) {
      for (const [name, { data }] of run(program, inputs, placed))
        expect([name, [...data]]).toEqual([name, [...expected.get(name)!.data]]);
    }
  });
});

it('cheap activations alone save a third of a ResNet-20 step', () => {
  const { program, plain } = training(cifarResnet(20));
  expect(liveBytes(program) / plain).toBeLessThan(0.7);
});

it.each<readonly [string, Network]>([
  ['residual', cifarResnet(110)],
  ['plain', cifarPlain(110)],
  ['pre-activated', cifarPreactResnet(272)],
])('meets a budget with as few segments as it takes: %s', (_, network) => {
  const free = liveBytes(training(network).program);
  for (const budget of [0.9 * free, 0.6 * free, 0.3 * free]) {
    const live = liveBytes(training(network, budget).program);
    expect(live).toBeLessThanOrEqual(budget);
    expect(live).toBeGreaterThan(0.7 * budget);
  }
});

it('1,001 layers train in a fifteenth of the memory', () => {
  const { program, plain } = training(cifarPreactResnet(1001), 0);
  expect(liveBytes(program) / plain).toBeLessThan(1 / 15);
});

describe('a smaller budget never makes a larger program', () => {
  const deep: readonly (readonly [string, Network])[] = [
    ['plain, 8 layers', cifarPlain(8)],
    ['plain, 20 layers', cifarPlain(20)],
    ['residual, 8 layers', cifarResnet(8)],
    ['residual, 56 layers', cifarResnet(56)],
    [
      'concatenating, with a transition',
      chain(conv3(8), denseLayer(8), denseLayer(8), denseLayer(8), conv(8), averagePool({ kernel: 2 }), denseLayer(8)),
    ],
  ];
  it.each([...networks, ...deep])('%s', (_, network) => {
    const free = liveBytes(training(network).program);
    expect(liveBytes(training(network, free).program)).toBe(free);
    const budgets = [1, 0.98, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0].map((part) => part * free);
    const live = budgets.map((budget) => liveBytes(training(network, budget).program));
    expect(live).toEqual([...live].sort((a, b) => b - a));
    const least = live.at(-1)!;
    for (const [index, budget] of budgets.entries())
      expect(live[index], `budget ${budget}`).toBeLessThanOrEqual(Math.max(budget, least));
    // What is said to be the least is one.
    expect(liveBytes(training(network, least).program)).toBe(least);
  });
});

describe('cuts the forward pass anywhere', () => {
  it.each<readonly [string, Network, number]>([
    ['plain, 20 layers', cifarPlain(20), 0.6],
    ['plain, 110 layers', cifarPlain(110), 0.3],
    ['residual, 110 layers', cifarResnet(110), 0.25],
    ['dense', denseNetwork, 0.9],
    ['without batch norm', withoutBatchNorm, 0.95],
  ])('%s', (_, network, part) => {
    const free = liveBytes(training(network).program);
    expect(liveBytes(training(network, 0).program) / free).toBeLessThan(part);
  });

  /** The least of all ways to cut a forward pass, with everything between the cuts computed again. */
  function leastOfAll(program: KernelProgram): number {
    const forward = program.kernels.slice(0, backwardStart(program));
    const [first, last] = [new Map<string, number>(), new Map<string, number>()];
    for (const [at, kernel] of forward.entries()) {
      for (const id of writesOf(kernel)) if (!first.has(id)) first.set(id, at);
      for (const id of [...readsOf(kernel), ...writesOf(kernel)]) last.set(id, at);
    }
    const places = [...new Set(first.values())].filter((at) => at + 1 < forward.length);
    let least = Infinity;
    for (let choice = 1; choice < 2 ** places.length; choice++) {
      const cuts = places.filter((_, index) => (choice >> index) & 1);
      const crosses = (id: string): boolean => cuts.some((at) => first.get(id)! <= at && last.get(id)! > at);
      const dropped = [...first.keys()].filter((id) => first.get(id)! <= cuts.at(-1)! && !crosses(id));
      least = Math.min(least, liveBytes(rematerialize(program, new Set(dropped))));
    }
    return least;
  }

  it.each<readonly [string, Network]>([
    ['plain', chain(conv3(8), batchNorm(), relu(), conv3(8), batchNorm(), relu(), conv3(16), batchNorm(), relu())],
    ['without batch norm', withoutBatchNorm],
    ['residual', chain(conv3(8), batchNorm(), relu(), block(8), relu(), block(8), batchNorm(), relu())],
    ['dense', chain(conv3(8), denseLayer(4), denseLayer(4), denseLayer(4), batchNorm(), relu())],
  ])('and about as little is kept as by the best of all cuts: %s', (_, network) => {
    const { program, before } = training(network, 0);
    expect(liveBytes(program) / leastOfAll(before)).toBeLessThan(1.2);
  });
});

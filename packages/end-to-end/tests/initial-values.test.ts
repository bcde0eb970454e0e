import { createHash } from 'node:crypto';
import {
  batchNorm,
  cifarResnet,
  concatenate,
  conv,
  dense,
  dropout,
  globalAveragePool,
  network,
  relu,
  residual,
  resnet,
  sequential,
  stochasticDepth,
  training,
  type Network,
  type TrainingOptions,
} from '@resnet-compile/dsl';
import { describe, expect, test } from 'vitest';
import { compiledModule } from './compiled-module.ts';
import { trainingModule } from './training-module.ts';

const block = (...end: Parameters<typeof sequential>[0][]) =>
  residual({
    body: sequential({ conv1: conv(4, { kernel: 3 }), bn1: batchNorm(), end: sequential(end.map(sequential)) }),
  });

/** Every kind of layer that has parameters; blocks that end in a batch norm, in what leaves one out, and in others. */
const layers = network(
  { input: [2, 6, 6] },
  {
    conv1: conv(4, { kernel: [3, 1], groups: 2, bias: true }),
    bn: batchNorm(),
    plain: block(),
    dropped: block([stochasticDepth(0.2)]),
    unlike: block([relu()]),
    branches: concatenate({ left: conv(2), right: sequential({ conv: conv(2, { bias: true }), bn: batchNorm() }) }),
    nested: residual({ body: [conv(4), block([dropout(0.1)])], shortcut: { conv: conv(4), bn: batchNorm() } }),
    pool: globalAveragePool(),
    hidden: dense(7, { bias: false }),
    fc: dense(3),
  },
);
const bottlenecks = resnet({ stages: [1, 2], block: 'bottleneck', input: [3, 32, 32], classes: 5 });
const preactivated = resnet({ stages: [1, 1], variant: 'v2', input: [3, 32, 32], classes: 5 });
const special = { initialization: 'fan-in', zeroGamma: true } as const;

/** SHA-256 of names and values in order, cut short: what networks began as when a parameter's name still decided it. */
const digestOf = (state: Readonly<Record<string, Float32Array>>): string => {
  const hash = createHash('sha256');
  for (const [name, values] of Object.entries(state)) hash.update(name).update(values);
  return hash.digest('hex').slice(0, 16);
};

const cases: readonly (readonly [
  name: string,
  net: Network,
  given: TrainingOptions,
  plain: string,
  special: string,
])[] = [
  ['layers', layers, special, '7a462af38503896e', 'a09f6a31878a01b3'],
  ['basic blocks', cifarResnet(8), { initialization: 'fan-in' }, 'd0f2abcd91e3444a', 'a605b33121639035'],
  ['bottlenecks', bottlenecks, { zeroGamma: true }, 'f9894c3af9e1f9cf', '5fefd1256d80feac'],
  ['pre-activation', preactivated, special, 'ebedfaaa2880caed', '236bfd333b14675f'],
];

describe.each(cases)('%s begin with the same bits as ever', (_, net, given, plain, special) => {
  test.each([
    ['predicts', () => compiledModule(net, 'cpu'), plain],
    ['predicts, as is declared of training,', () => compiledModule(training(net, given), 'cpu'), special],
    ['trains', () => trainingModule(net), plain],
    [`trains as ${JSON.stringify(given)}`, () => trainingModule(training(net, given)), special],
  ] as const)('in a module that %s', async (__, compiled, digest) => {
    const loaded = await compiled().load({ device: 'cpu', seed: 7 });
    expect(digestOf((await loaded.stateDict()) as Readonly<Record<string, Float32Array>>)).toBe(digest);
    await loaded.dispose();
  });
});

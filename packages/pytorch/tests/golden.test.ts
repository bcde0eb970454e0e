import {
  averagePool,
  batchNorm,
  cifarResnet,
  concatenate,
  conv,
  crossEntropy,
  dense,
  globalAveragePool,
  identity,
  network,
  relu,
  resnet50,
  sequential,
  seresnet18,
  sgd,
  training,
  type Layer,
  type Network,
} from '@resnet-compile/dsl';
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { exported } from './exported.ts';
import { oddNetworks } from './odd-networks.ts';
import { python, withoutTorch } from '@resnet-compile/testing/python';

const growth = 8;
const denseLayer = (): Layer =>
  concatenate({
    all: identity(),
    new: sequential({ norm: batchNorm(), relu: relu(), conv: conv(growth, { kernel: 3 }) }),
  });
const denseBlock = (depth: number): Layer => sequential(Array.from({ length: depth }, denseLayer));
const transition = (channels: number): Layer =>
  sequential({ norm: batchNorm(), relu: relu(), conv: conv(channels), pool: averagePool({ kernel: 2 }) });

const networks: readonly (readonly [name: string, network: Network])[] = [
  ['resnet50', resnet50({ normalize: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } })],
  [
    'cifar-resnet20',
    training(cifarResnet(20), {
      optimizer: sgd({ nesterov: true, decay: 'weights' }),
      loss: crossEntropy({ labelSmoothing: 0.1 }),
      clipNorm: 1,
      accumulate: 2,
      ema: { decay: 0.999, warmUp: true },
    }),
  ],
  ['seresnet18', seresnet18({ outputs: ['layer3', 'layer4'] })],
  [
    'densenet',
    network(
      { input: [1, 28, 28] },
      {
        stem: conv(2 * growth, { kernel: 3, stride: 2 }),
        block1: denseBlock(4),
        transition1: transition(3 * growth),
        block2: denseBlock(4),
        transition2: transition(3.5 * growth),
        block3: denseBlock(4),
        norm: batchNorm(),
        relu: relu(),
        pool: globalAveragePool(),
        classifier: dense(10),
      },
    ),
  ],
  ...oddNetworks.filter(([name]) => name === 'hostile names' || name === 'gates'),
];
const fileOf = (name: string): string => `golden/${name.replaceAll(' ', '-')}.py`;

test.each(networks)('%s reads as it did', async (name, network) => {
  const text = exported(network, name);
  expect(text.split('\n').filter((line) => line.length > 100)).toEqual([]);
  await expect(text).toMatchFileSnapshot(fileOf(name));
});

const folder = fileURLToPath(new URL('golden/', import.meta.url));

test('every file is of a network', () =>
  expect(readdirSync(folder).sort()).toEqual(networks.map(([name]) => fileOf(name).slice('golden/'.length)).sort()));

test.skipIf(!python)(`Python compiles them${withoutTorch}`, () => {
  const compiled =
    'import pathlib, sys; [compile(pathlib.Path(path).read_text("utf-8"), path, "exec") for path in sys.argv[1:]]';
  execFileSync(python ?? 'python3', [
    '-W',
    'error',
    '-c',
    compiled,
    ...networks.map(([name]) => folder + fileOf(name).slice(7)),
  ]);
});

test('the same network gives the same text', () => {
  const [, network] = networks[0] ?? [];
  if (network) expect(exported(network)).toBe(exported(network));
});

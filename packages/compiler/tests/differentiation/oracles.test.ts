import { describe, expect, it } from 'vitest';
import { expectOracles, trained } from './expect-oracle.ts';

describe('training in float64 equals PyTorch', () => expectOracles(trained.filter((name) => name.startsWith('mini-'))));

it('all oracles are held against PyTorch, here and in oracles-cifar.test.ts', () => {
  expect(trained.filter((name) => !name.startsWith('mini-'))).toEqual([
    'cifar-resnet20',
    'cifar-resnet20-B',
    'cifar-plain20',
    'cifar-resnet56',
    'cifar-preact29-bottleneck',
    'cifar-resnext29-8x16',
  ]);
});

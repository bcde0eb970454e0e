import { expect, it } from 'vitest';
import { arenaBytes, liveBytes } from '../src/index.ts';
import { compiled } from './compiled.ts';
import { knownNetworks } from './known-networks.ts';
import { haloTarget, plainTarget } from './targets.ts';

const networkOf = (name: string) => knownNetworks.find((known) => known.name === name)!.network;

/** The arena for one more image against what has to be live, with halos and padded channels in the arena alone. */
it.each<readonly [name: string, most: number]>([
  ['resnet18', 1.01],
  ['resnet34', 1.01],
  ['resnet50', 1.02],
  ['resnet101', 1.02],
  ['resnet152', 1.02],
  ['resnext50_32x4d', 1.02],
  ['wide_resnet50_2', 1.02],
  ['resnet50 v1', 1.01],
  ['resnet50 v2', 1.01],
  ['resnet50 C', 1.01],
  // Maps of 32×32 in 33×33.
  ['cifar 20', 1.1],
  ['cifar 56', 1.1],
  ['cifar 110', 1.1],
  ['cifar 1202', 1.1],
  ['WRN-28-10', 1.07],
  ['preact 164', 1.01],
  ['preact 1001', 1.01],
])('%s: arena ≤ live bytes × %d', (name, most) => {
  const { program } = compiled(networkOf(name), haloTarget);
  expect(arenaBytes(program).perImage / liveBytes(program)).toBeLessThanOrEqual(most);
  // The halo above and to the left of the first image.
  expect(arenaBytes(program).constant).toBeLessThan(0.1 * liveBytes(program));
});

it.each(['resnet50', 'resnet50 v2', 'cifar 1202'])(
  '%s: without stores in place, no more than the largest sum of live maps',
  (name) => {
    const { program } = compiled(networkOf(name), plainTarget);
    const live = program.buffers.map(({ shape }) => shape.reduce((a, b) => a * b, 4)).sort((a, b) => b - a);
    expect(arenaBytes(program).perImage).toBeLessThanOrEqual(4 * live[0]!);
  },
);

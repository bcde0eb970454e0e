import { batchNorm, blur, conv, relu } from '@resnet-compile/dsl';
import { handMadeNetworks, holdsForNetworks, resnetCombinations } from '@resnet-compile/testing';
import { describe, it } from 'vitest';
import { cpuTarget } from '../src/index.ts';
import { graphOf, graphOfLayers, schedule } from './engine.ts';
import { expectReference } from './expect-reference.ts';

/** Blocks of four tiles, so that small maps have several, and the last is not full. */
const smallBlocks = { ...cpuTarget, cacheBytes: 1 };

describe('networks as the reference computes them', () => {
  it.each(resnetCombinations)('resnet: %s', (_, network) => expectReference(schedule(graphOf(network))));
  it.each(handMadeNetworks)('%s', (_, network) => expectReference(schedule(graphOf(network), smallBlocks)));
  it('standardised filters, dense, in groups and by Winograd, into which batch norms fold', () => {
    const options = { kernel: 3, weightStandardization: true };
    const layers = [conv(7, options), batchNorm(), relu(), conv(14, { ...options, groups: 7 }), conv(64, options)];
    return expectReference(schedule(graphOfLayers([3, 16, 16], [...layers, batchNorm(), conv(64, options)])));
  });
  it.each([
    [2, 2, 1],
    [7, 9, 7],
    [4, 3, 16],
  ] as const)('blurred maps of %d×%d, %d channels', (height, width, channels) =>
    expectReference(
      schedule(graphOfLayers([3, height, width], [conv(channels), blur(), batchNorm(), relu(), blur({ stride: 2 })])),
    ),
  );
  it('random networks', () =>
    holdsForNetworks(100, (network) => expectReference(schedule(graphOf(network), smallBlocks))));
});

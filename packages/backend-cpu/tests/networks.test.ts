import { handMadeNetworks, holdsForAll, randomNetworks, resnetCombinations } from '@resnet-compile/testing';
import { describe, it } from 'vitest';
import { cpuTarget } from '../src/index.ts';
import { graphOf, schedule } from './engine.ts';
import { expectReference } from './expect-reference.ts';

/** Blocks of four tiles, so that small maps have several, and the last is not full. */
const smallBlocks = { ...cpuTarget, cacheBytes: 1 };

describe('networks as the reference computes them', () => {
  it.each(resnetCombinations)('resnet: %s', (_, network) => expectReference(schedule(graphOf(network))));
  it.each(handMadeNetworks)('%s', (_, network) => expectReference(schedule(graphOf(network), smallBlocks)));
  it('random networks', () =>
    holdsForAll(randomNetworks, 100, (network) => expectReference(schedule(graphOf(network), smallBlocks))));
});

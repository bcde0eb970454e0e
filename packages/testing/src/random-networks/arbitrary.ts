import type { Network } from '@resnet-compile/dsl';
import * as fc from 'fast-check';
import { randomNetwork } from './random-network.ts';

/** The same for properties of more than a network; a failure is not shrunk. */
export const randomNetworks: fc.Arbitrary<Network> = fc
  .noBias(fc.integer({ min: 1, max: 2 ** 30 }))
  .map((seed) => randomNetwork(seed));

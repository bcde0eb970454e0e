import { handMadeNetworks } from '@resnet-compile/testing';
import { describe, it } from 'vitest';
import { compileForWebGpu, expectAsReference } from './on-device.ts';

describe('networks of every layer compute what the reference interpreter does', () => {
  it.each(handMadeNetworks)('%s', (_, network) => expectAsReference(compileForWebGpu(network)));
});

import { handMadeNetworks } from '@resnet-compile/testing';
import { describe, it } from 'vitest';
import { softwareWebgpuTarget, webgpuTarget } from '../src/index.ts';
import { compileForWebGpu, expectAsReference } from './on-device.ts';

describe.each([webgpuTarget, softwareWebgpuTarget])(
  'scheduled for $name, networks of every layer compute what the reference interpreter does',
  (target) => {
    it.each(handMadeNetworks)('%s', (_, network) => expectAsReference(compileForWebGpu(network, target)));
  },
);

import { handMadeNetworks } from '@resnet-compile/testing';
import { describe, it } from 'vitest';
import { softwareWebgpuTarget, webgpuTarget } from '../src/index.ts';
import { compileForWebGpu, expectAsReference } from './on-device.ts';

describe.each([webgpuTarget, softwareWebgpuTarget])(
  'scheduled for $name, networks of every layer compute what the reference interpreter does',
  (target) => {
    // SwiftShader takes seconds for the long shaders of a GPU's tiles: every other network, but in the thorough run.
    const tried = handMadeNetworks.filter(
      (_, index) => target !== webgpuTarget || process.env['RESNET_COMPILE_THOROUGH'] === '1' || index % 2 === 0,
    );
    it.each(tried)('%s', (_, network) => expectAsReference(compileForWebGpu(network, target)));
  },
);

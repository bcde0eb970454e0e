import { useSoftwareVulkan } from '@resnet-compile/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { namedOracles, nothingOutside, trainOracle } from './train-oracle.ts';

let gpu: GPU;
beforeAll(async () => {
  await useSoftwareVulkan();
  gpu = (await import('webgpu')).create([]);
});

/** Where we fall short, and by how much: single activations that lie next to zero, as on the CPU. */
const shortOf = { 'cifar-plain20': 5, 'cifar-resnet56': 10 };

describe('on WebGPU too the training step says what PyTorch says: losses, gradients, change of the state, averages', () => {
  test.each(namedOracles(shortOf))('%s', async (_, oracle, times) => expect(await trainOracle(oracle, 'webgpu', times, gpu)).toEqual(nothingOutside));
});

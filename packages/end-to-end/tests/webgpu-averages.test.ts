import { useSoftwareVulkan } from '@resnet-compile/testing';
import { beforeAll, describe, test } from 'vitest';
import { averageCases, expectAverage } from './train-averaged.ts';

let gpu: GPU;
beforeAll(async () => {
  await useSoftwareVulkan();
  gpu = (await import('webgpu')).create([]);
});

describe(
  'on WebGPU too a moving average is what torch.optim.swa_utils makes of the same steps',
  { timeout: 600_000 },
  () => {
    test.each(averageCases)('%s', async (_, each) => expectAverage(each, { device: 'webgpu', gpu } as never));
  },
);

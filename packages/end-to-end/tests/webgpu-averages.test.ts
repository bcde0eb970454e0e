import { useSoftwareVulkan } from '@resnet-compile/testing';
import { beforeAll, describe, test } from 'vitest';
import { thorough } from './thorough.ts';
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
    // What an average does is the same on all devices, of which the CPU has all cases: one of four, but in the thorough run.
    const isTried = (index: number): boolean => thorough || index === 0;
    test.each(averageCases.filter((_, index) => isTried(index)))('%s', async (_, each) =>
      expectAverage(each, { device: 'webgpu', gpu } as never),
    );
  },
);

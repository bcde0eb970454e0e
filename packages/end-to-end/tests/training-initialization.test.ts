import { cifarResnet, training, type TrainingOptions } from '@resnet-compile/dsl';
import { expect, test } from 'vitest';
import { trainingModule } from './training-module.ts';

async function initial(options: TrainingOptions): Promise<Readonly<Record<string, Float32Array>>> {
  const network = await trainingModule(training(cifarResnet(8), options)).load({ device: 'cpu', seed: 1 });
  const state = await network.stateDict();
  await network.dispose();
  return state;
}

const deviation = (values: Float32Array): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

// layer2.0.conv1 has 16 input and 32 output channels of 3×3.
test.each([
  [{}, 32],
  [{ initialization: 'fan-out' }, 32],
  [{ initialization: 'fan-in' }, 16],
] as const)('%o: convolutions have the deviation √(2/fan)', async (options, channels) => {
  expect(deviation((await initial(options))['layer2.0.conv1.weight']!)).toBeCloseTo(Math.sqrt(2 / (channels * 9)), 2);
});

test('zeroGamma: the last scale of each block is 0, all others are 1', async () => {
  const state = await initial({ zeroGamma: true });
  const scales = Object.entries(state)
    .filter(([name]) => /bn\d\.weight$/.test(name))
    .map(([name, values]) => [name, [...new Set(values)]]);
  expect(scales).toEqual([
    ['bn1.weight', [1]],
    ['layer1.0.bn1.weight', [1]],
    ['layer1.0.bn2.weight', [0]],
    ['layer2.0.bn1.weight', [1]],
    ['layer2.0.bn2.weight', [0]],
    ['layer3.0.bn1.weight', [1]],
    ['layer3.0.bn2.weight', [0]],
  ]);
});

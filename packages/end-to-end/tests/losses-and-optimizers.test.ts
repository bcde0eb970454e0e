import {
  binaryCrossEntropy,
  conv,
  dense,
  globalAveragePool,
  network,
  relu,
  rmsProp,
  training,
  type TrainingOptions,
} from '@resnet-compile/dsl';
import { images, units, useSoftwareVulkan } from '@resnet-compile/testing';
import { describe, expect, test } from 'vitest';
import { trainingModule } from './training-module.ts';

await useSoftwareVulkan();
const gpu = (await import('webgpu')).create([]);

const classes = 7;
const declared = (options: TrainingOptions) =>
  training(
    network(
      { input: [3, 6, 5] },
      { conv: conv(5, { kernel: 3 }), relu: relu(), pool: globalAveragePool(), fc: dense(classes) },
    ),
    options,
  );
/** Several classes an image, or none. */
const batchAt = (step: number) => ({
  images: images(step, [4, 3, 6, 5]).data,
  labels: Float32Array.from(units(`labels${step}`, 0, 4 * classes), (unit) => Number(unit > 0.5)),
  learningRate: 0.01,
});
type Loaded = Awaited<ReturnType<ReturnType<typeof trainingModule>['load']>>;
const stateOf = async (net: Loaded): Promise<readonly number[]> =>
  Object.values(await net.stateDict()).flatMap((values) => [...values]);

/** What the rules are, other tests hold against PyTorch; here each device has its own code of them. */
describe('binary cross entropy and RMSprop, on the CPU and on WebGPU', () => {
  test.each([
    ['plain', {}],
    ['with momentum and decay', { momentum: 0.9, weightDecay: 0.01, decay: 'weights' as const }],
    ['centred', { centered: true }],
    ['centred, with momentum', { centered: true, momentum: 0.5 }],
  ])('%s', async (_, options) => {
    const module = trainingModule(
      declared({ loss: binaryCrossEntropy({ labelSmoothing: 0.1 }), optimizer: rmsProp(options) }),
      'model',
      'both',
    );
    const [cpu, webgpu] = await Promise.all([
      module.load({ device: 'cpu', seed: 1 }),
      module.load({ device: 'webgpu', gpu, seed: 1 }),
    ]);
    const losses: number[] = [];
    for (let step = 0; step < 5; step++) {
      const [onCpu, onGpu] = await Promise.all([cpu.trainStep(batchAt(step)), webgpu.trainStep(batchAt(step))]);
      expect(onGpu.loss).toBeCloseTo(onCpu.loss, 4);
      losses.push(onCpu.loss);
    }
    const [before, after] = await Promise.all([stateOf(await module.load({ seed: 1 })), stateOf(cpu)]);
    const moved = Math.hypot(...after.map((value, index) => value - before[index]!));
    const apart = Math.hypot(...(await stateOf(webgpu)).map((value, index) => value - after[index]!));
    expect(moved).toBeGreaterThan(0.1);
    expect(apart).toBeLessThan(1e-3 * moved);
    const [evaluated, same] = await Promise.all([cpu.evaluate(batchAt(9)), webgpu.evaluate(batchAt(9))]);
    expect(same.loss).toBeCloseTo(evaluated.loss, 4);
    await Promise.all([cpu.dispose(), webgpu.dispose()]);
  });

  test('a step whose logits are not finite is not taken', async () => {
    const module = trainingModule(
      declared({ loss: binaryCrossEntropy(), optimizer: rmsProp({ momentum: 0.9 }) }),
      'model',
      'both',
    );
    for (const device of ['cpu', 'webgpu'] as const)
      for (const bad of [NaN, Infinity]) {
        const net = await module.load({ device, gpu, seed: 1 });
        await net.trainStep(batchAt(0));
        const before = await net.checkpoint();
        const batch = { ...batchAt(1), images: batchAt(1).images.map((value, index) => (index === 3 ? bad : value)) };
        await expect(net.trainStep(batch)).rejects.toThrow('step 2');
        expect(await net.checkpoint()).toEqual(before);
        await net.dispose();
      }
  });

  test('100 steps are 50, a checkpoint, and 50 more; another optimiser refuses it', async () => {
    const module = trainingModule(declared({ loss: binaryCrossEntropy(), optimizer: rmsProp({ centered: true }) }));
    const [whole, halves] = [await module.load({ seed: 2 }), await module.load({ seed: 2, threads: 2 })];
    for (let step = 0; step < 100; step++) await whole.trainStep(batchAt(step));
    for (let step = 0; step < 50; step++) await halves.trainStep(batchAt(step));
    const later = await module.load({ seed: 3 });
    await later.restore(await halves.checkpoint());
    for (let step = 50; step < 100; step++) await later.trainStep(batchAt(step));
    expect(await later.checkpoint()).toEqual(await whole.checkpoint());
    const other = await trainingModule(declared({ loss: binaryCrossEntropy(), optimizer: rmsProp() })).load();
    await expect(other.restore(await whole.checkpoint())).rejects.toThrow('optimizer.centered was true, and is false');
    await Promise.all([whole, halves, later, other].map((net) => net.dispose()));
  });
});

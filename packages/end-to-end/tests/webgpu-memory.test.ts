import { adamW, conv, dense, globalAveragePool, network, training } from '@resnet-compile/dsl';
import { compileTraining } from '@resnet-compile/driver';
import { totalBytes } from '@resnet-compile/plan/memory';
import { useSoftwareVulkan } from '@resnet-compile/testing';
import { expect, test } from 'vitest';
import { built } from './built.ts';
import { importModule } from './compiled-module.ts';
import { batchAt, type TrainingModule } from './training-module.ts';

/** A GPU whose devices know how many bytes their buffers hold. */
function weighedGpu(gpu: GPU) {
  const sizes = new Map<GPUBuffer, number>();
  const weigh = (device: GPUDevice): GPUDevice => {
    const create = device.createBuffer.bind(device);
    device.createBuffer = (descriptor) => {
      const buffer = create(descriptor);
      const destroy = buffer.destroy.bind(buffer);
      sizes.set(buffer, buffer.size);
      buffer.destroy = () => {
        sizes.delete(buffer);
        return destroy();
      };
      return buffer;
    };
    return device;
  };
  return {
    bytes: () => [...sizes.values()].reduce((sum, size) => sum + size, 0),
    requestAdapter: async () => {
      const adapter = (await gpu.requestAdapter())!;
      const { info, limits, features } = adapter;
      return {
        info,
        limits,
        features,
        requestDevice: async (wanted: object) => weigh(await adapter.requestDevice(wanted)),
      };
    },
  };
}

/** Uniforms, and norms of the gradients, no plan counts. */
function expectAbout(found: number, planned: number): void {
  expect(found / planned).toBeGreaterThan(0.98);
  expect(found / planned).toBeLessThan(1.03);
}

test('a step, and evaluation beside it, take the memory of the device that the plan says', async () => {
  await useSoftwareVulkan();
  const gpu = weighedGpu((await import('webgpu')).create([]));
  // Large images and few kernels, which SwiftShader takes a while to compile.
  const net = network(
    { input: [3, 32, 32] },
    { conv: conv(8, { kernel: 3, stride: 2 }), pool: globalAveragePool(), fc: dense(300) },
  );
  const declared = training(net, { optimizer: adamW(), ema: 0.9, accumulate: 2 });
  const { module, summary } = compileTraining(built(declared), { target: 'webgpu' });
  const { model, load } = importModule(module) as unknown as TrainingModule;
  const given = { ...batchAt(model, 0, 96), learningRate: 0.01 };
  const { step = {}, inference = {} } = summary.memory(96);
  const loaded = await load({ device: 'webgpu', gpu });

  await loaded.trainStep(given);
  const stepped = gpu.bytes();
  expectAbout(stepped, totalBytes(step));
  await loaded.evaluate(given);
  expectAbout(gpu.bytes() - stepped, totalBytes(inference));
  await loaded.dispose();
});

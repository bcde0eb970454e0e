import {
  adamW,
  batchNorm,
  conv,
  dense,
  globalAveragePool,
  network,
  relu,
  residual,
  stochasticDepth,
  training,
  type TrainingOptions,
} from '@resnet-compile/dsl';
import type { TrainingNetwork } from '@resnet-compile/runtime';
import { useSoftwareVulkan } from '@resnet-compile/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { batchAt, everything, trainingModule, trainOn } from './training-module.ts';

let gpu: GPU;
let counted: ReturnType<typeof countingGpu>;
let one: TrainingNetwork;
let two: TrainingNetwork;
let initial: Uint8Array;
// Two networks for all tests, which begin with the same state: SwiftShader takes seconds to compile the kernels of one.
beforeAll(async () => {
  await useSoftwareVulkan();
  gpu = (await import('webgpu')).create([]);
  counted = countingGpu();
  one = await onGpu({ gpu: counted });
  two = await onGpu();
  initial = await one.checkpoint();
}, 300_000);
beforeEach(async () => void (await Promise.all([one, two].map((net) => net.restore(initial)))));
afterAll(async () => void (await Promise.all([one, two].map((net) => net.dispose()))));

/** Few kernels, with everything that a step may change. */
const small = (options: TrainingOptions) =>
  training(
    network(
      { input: [3, 9, 7] },
      {
        conv1: conv(6, { kernel: 3 }),
        bn1: batchNorm(),
        relu1: relu(),
        block: residual({ body: { conv2: conv(6, { kernel: 3 }), depth: stochasticDepth(0.2) } }),
        pool: globalAveragePool(),
        fc: dense(5),
      },
    ),
    options,
  );
const module = trainingModule(small({ optimizer: adamW(), ema: 0.9, accumulate: 2, clipNorm: 1 }), 'model', 'both');
const { load, model } = module;
const onGpu = (options: object = {}) => load({ device: 'webgpu', gpu, seed: 3, ...options });
const learningRate = 0.01;

/** A GPU whose device counts what is asked of it. */
function countingGpu() {
  const counts = { objects: 0, submits: 0, mapped: 0 };
  const made: GPUDevice[] = [];
  const count = (device: GPUDevice): GPUDevice => {
    made.push(device);
    const { queue } = device;
    for (const name of [
      'createBuffer',
      'createBindGroup',
      'createComputePipeline',
      'createComputePipelineAsync',
      'createShaderModule',
      'createBindGroupLayout',
      'createPipelineLayout',
      'createTexture',
      'createSampler',
      'createQuerySet',
    ] as const) {
      const original = device[name].bind(device) as (...options: never[]) => unknown;
      Object.defineProperty(device, name, {
        value: (...options: never[]) => {
          counts.objects++;
          const object = original(...options);
          if (name === 'createBuffer') countMapped(object as GPUBuffer);
          return object;
        },
      });
    }
    const submit = queue.submit.bind(queue);
    Object.defineProperty(queue, 'submit', {
      value: (buffers: Iterable<GPUCommandBuffer>) => (counts.submits++, submit(buffers)),
    });
    Object.defineProperty(device, 'queue', { value: queue });
    return device;
  };
  const countMapped = (buffer: GPUBuffer): void => {
    const original = buffer.getMappedRange.bind(buffer);
    Object.defineProperty(buffer, 'getMappedRange', {
      value: (offset?: number, size?: number) => {
        const range = original(offset, size);
        counts.mapped += range.byteLength;
        return range;
      },
    });
  };
  const requestAdapter = async (): Promise<object> => {
    const adapter = (await gpu.requestAdapter())!;
    return {
      info: adapter.info,
      limits: adapter.limits,
      requestDevice: async (wanted: GPUDeviceDescriptor) => count(await adapter.requestDevice(wanted)),
    };
  };
  return { counts, made, requestAdapter };
}

test('a batch size that was seen creates no object; a step is one submit, and 24 bytes are read back', async () => {
  const net = one;
  const none = { objects: 0, submits: 0, mapped: 0 };
  for (const batch of [8, 4]) await net.trainStep({ ...batchAt(model, 0, batch), learningRate });
  Object.assign(counted.counts, none);
  for (const [step, batch] of [8, 4, 8].entries())
    await net.trainStep({ ...batchAt(model, step, batch), learningRate });
  expect(counted.counts).toEqual({ objects: 0, submits: 3, mapped: 3 * 24 });
  // Weights are prepared once for each state: what steps have changed comes to the host and back.
  const { images } = batchAt(model, 0, 5);
  await net.predict(images);
  Object.assign(counted.counts, none);
  await net.predict(images);
  expect(counted.counts).toEqual({ objects: 0, submits: 1, mapped: 5 * 8 * 4 });
  await net.trainStep({ ...batchAt(model, 7, 8), learningRate });
  await net.predict(images);
  expect(counted.counts.submits).toBe(4);
});

describe('the same bits', () => {
  test('two runs, one of them with overlapping calls; checkpoints go on where they were', async () => {
    const batches = Array.from({ length: 8 }, (_, step) => ({
      ...batchAt(model, step, step === 3 ? 4 : 8),
      learningRate,
    }));
    const results: unknown[] = [];
    for (const batch of batches) results.push(await one.trainStep(batch));
    expect(await Promise.all(batches.map((batch) => two.trainStep(batch)))).toEqual(results);
    expect(await everything(two)).toBe(await everything(one));

    const half = await one.checkpoint();
    const losses = await trainOn(one, model, 8, 12);
    await two.restore(half);
    expect(await trainOn(two, model, 8, 12)).toEqual(losses);
    expect(await everything(two)).toBe(await everything(one));
    await two.loadStateDict(await one.stateDict());
    expect(await two.averagedStateDict()).toEqual(await one.stateDict());
  });

  test('onGradients that hands back what it was given changes nothing; what it returns takes their place', async () => {
    const length = model.parameters.reduce(
      (sum, { shape }) => sum + shape.reduce((product, extent) => product * extent, 1),
      0,
    );
    for (let step = 0; step < 2; step++) {
      const batch = { ...batchAt(model, step, 8), learningRate };
      const seen: number[] = [];
      expect(await two.trainStep({ ...batch, onGradients: (values) => (seen.push(values.length), values) })).toEqual(
        await one.trainStep(batch),
      );
      expect(seen).toEqual([length]);
    }
    expect(await everything(two)).toBe(await everything(one));
    await two.trainStep({ ...batchAt(model, 0, 4), learningRate, onGradients: (values) => values.fill(0.25) });
    const state = await two.stateDict();
    for (const { name, kind } of model.parameters)
      if (kind === 'buffer') expect(new Set(state[name])).toEqual(new Set([0.25]));

    const before = await everything(two);
    await expect(
      two.trainStep({ ...batchAt(model, 0, 4), learningRate, onGradients: () => new Float32Array(3) }),
    ).rejects.toThrow(new TypeError(`onGradients returned 3 values; expected a Float32Array of ${length}`));
    await expect(
      two.trainStep({ ...batchAt(model, 0, 4), learningRate, onGradients: (values) => values.map(() => NaN) }),
    ).rejects.toThrow(/^model: step 4: a gradient is not finite; the step changed nothing\./);
    expect(await everything(two)).toBe(before);
  });
});

test("the CPU and WebGPU train alike, draw the same masks, and take each other's checkpoints", async () => {
  const [webgpu, cpu] = [one, await load({ device: 'cpu', seed: 3 })];
  expect([webgpu.device, cpu.device]).toEqual(['webgpu', 'cpu']);
  expect(await webgpu.stateDict()).toEqual(await cpu.stateDict());
  const close = (found: readonly number[], expected: readonly number[]): void =>
    found.forEach((value, index) => expect(value).toBeCloseTo(expected[index]!, 4));
  close(await trainOn(webgpu, model, 0, 4), await trainOn(cpu, model, 0, 4));
  const { images, labels } = batchAt(model, 9, 13);
  // Both have predicted before, by other weights.
  for (const net of [webgpu, cpu]) {
    const before = await net.predict(images);
    await trainOn(net, model, 4, 5);
    expect(await net.predict(images)).not.toEqual(before);
  }
  close([...(await webgpu.predict(images))], [...(await cpu.predict(images))]);
  const [found, expected] = [await webgpu.evaluate({ images, labels }), await cpu.evaluate({ images, labels })];
  expect(found.correct).toBe(expected.correct);
  close([found.loss], [expected.loss]);

  // In two parts, each with masks and statistics of its own.
  const averageOf = async (net: TrainingNetwork): Promise<readonly number[]> =>
    Object.values(await net.averagedStateDict()).flatMap((values) => [...values]);
  const averaged = await averageOf(webgpu);
  close(averaged, await averageOf(cpu));
  for (const net of [webgpu, cpu])
    for (const index of [0, 1]) await net.estimateStatistics({ images: batchAt(model, index, 8).images, index });
  close(await averageOf(webgpu), await averageOf(cpu));
  expect(await averageOf(webgpu)).not.toEqual(averaged);
  close([...(await webgpu.predictAveraged(images))], [...(await cpu.predictAveraged(images))]);

  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  await webgpu.restore(await cpu.checkpoint());
  expect(await webgpu.stateDict()).toEqual(await cpu.stateDict());
  close(await trainOn(webgpu, model, 4, 6), await trainOn(cpu, model, 4, 6));
  await cpu.restore(await webgpu.checkpoint());
  expect(await cpu.averagedStateDict()).toEqual(await webgpu.averagedStateDict());
  expect(warn.mock.calls.every(([message]) => /other kernels made this checkpoint/.test(String(message)))).toBe(true);
  warn.mockRestore();
  await cpu.dispose();
});

describe('a step that is not finite changes nothing, and says where it began', () => {
  const images = (value: number): Float32Array =>
    batchAt(model, 1, 8).images.map((pixel, index) => (Math.floor(index / 189) === 6 ? value : pixel));
  const good = { ...batchAt(model, 1, 8), learningRate };

  test('one after the other, and overlapping', async () => {
    const [net, other] = [one, two];
    for (const each of [net, other]) await each.trainStep(good);
    const before = await everything(net);
    for (const [value, said] of [
      [NaN, /^model: step 2: the loss is NaN; it began in conv1; the step changed nothing\./],
      [Infinity, /^model: step 2: the loss is NaN; it began in conv1; the step changed nothing\./],
      [3e38, /^model: step 2: the loss is NaN; it began in conv1; the step changed nothing\./],
      [1e20, /^model: step 2: .+ is not finite; /],
    ] as const) {
      await expect(net.trainStep({ ...good, images: images(value) })).rejects.toThrow(said);
      expect(await everything(net)).toBe(before);
    }
    const results = await Promise.allSettled(
      [good, { ...good, images: images(NaN) }, good, good].map((batch) => net.trainStep(batch)),
    );
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
    expect((results[1] as PromiseRejectedResult).reason).toMatchObject({ name: 'NonFiniteError' });
    for (let step = 0; step < 3; step++) await other.trainStep(good);
    expect(await everything(net)).toBe(await everything(other));
  });
});

test('a batch that does not fit names the buffer, the bytes and the limit; the network goes on', async () => {
  const wide = trainingModule(
    training(
      network({ input: [1, 32, 32] }, { conv: conv(512), relu: relu(), pool: globalAveragePool(), fc: dense(2) }),
    ),
    'wide',
    'webgpu',
  );
  const net = await wide.load({ device: 'webgpu', gpu });
  const step = (batch: number) =>
    net.trainStep({ images: new Float32Array(batch * 1024).fill(0.5), labels: new Int32Array(batch), learningRate });
  await step(1);
  const failed = await step(4000).then(
    () => undefined,
    (error: Error) => error,
  );
  expect(failed).toBeInstanceOf(RangeError);
  expect(failed!.message).toMatch(
    /^a batch of 4000 needs 8,388,608,000 bytes for the activation \S+, and this device's max\w+ is [\d,]+; train with smaller batches, or declare accumulate$/,
  );
  expect((await step(1)).correct).toBeGreaterThanOrEqual(0);
  await net.dispose();
  await expect(step(1)).rejects.toThrow(new Error('wide is disposed'));
});

test('a lost device rejects, now and later; a checkpoint from before goes on elsewhere', async () => {
  await trainOn(one, model, 0, 1);
  const checkpoint = await one.checkpoint();
  await two.restore(checkpoint);
  const running = one.trainStep({ ...batchAt(model, 1, 8), learningRate });
  counted.made[0]!.destroy();
  await expect(running).rejects.toThrow('the WebGPU device was lost (destroyed');
  await expect(one.trainStep({ ...batchAt(model, 1, 8), learningRate })).rejects.toThrow(
    'load the network again, and restore a checkpoint',
  );
  expect((await trainOn(two, model, 1, 2))[0]).toBeGreaterThan(0);
});

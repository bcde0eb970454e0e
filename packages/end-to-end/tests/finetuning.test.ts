import { createHash } from 'node:crypto';
import { adamW, resnet, sgd, training, type TrainingOptions } from '@resnet-compile/dsl';
import { itemOf } from '@resnet-compile/ir';
import type { DeviceName, ModelInfo } from '@resnet-compile/plan';
import type { TrainingNetwork } from '@resnet-compile/runtime';
import {
  averagedBatch,
  finetunedNetwork,
  finetunings,
  useSoftwareVulkan,
  type FinetuningCase,
} from '@resnet-compile/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { leftOut, thorough } from './thorough.ts';
import { batchAt, everything, trainingModule, trainOn, type TrainingModule } from './training-module.ts';

await useSoftwareVulkan();
const gpu = (await import('webgpu')).create([]);
const devices = ['cpu', 'webgpu'] as const satisfies readonly DeviceName[];

const { steps, learningRate, initial, cases } = finetunings;
const weights = Object.fromEntries(
  Object.entries(initial).map(([name, values]) => [name, Float32Array.from(values)] as const),
);

/** float32 beside PyTorch's float64, over four steps. */
function expectNear(found: Readonly<Record<string, Float32Array>>, expected: typeof initial): void {
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected))
    values.forEach((value, index) => expect(Math.abs(found[name]![index]! - value), name).toBeLessThan(2e-5));
}

/** Steps on the fixture's batches. @returns their losses */
async function stepsOn(net: TrainingNetwork, from: number, to: number): Promise<readonly number[]> {
  const losses: number[] = [];
  for (let step = from; step < to; step++)
    losses.push((await net.trainStep({ ...averagedBatch(step), learningRate })).loss);
  return losses;
}

async function expectPyTorch(net: TrainingNetwork, model: ModelInfo, each: FinetuningCase): Promise<void> {
  const losses = await stepsOn(net, 0, steps);
  losses.forEach((loss, step) => expect(loss, `step ${step}`).toBeCloseTo(each.losses[step]!, 4));
  const state = await net.stateDict();
  expectNear(state, each.state);
  // What is frozen, bit for bit.
  for (const { name, frozen } of model.parameters) if (frozen) expect(state[name], name).toEqual(weights[name]);
  if (each.average) expectNear(await net.averagedStateDict(), each.average);
}

describe('what PyTorch trains, with modules in eval(), parameters without gradients and groups', () => {
  const titled = cases.map((each) => [JSON.stringify(each.options), each] as const);
  test.each(titled)('on the CPU: %s', async (_, each) => {
    const { load, model } = trainingModule(finetunedNetwork(each));
    const net = await load({ weights });
    await expectPyTorch(net, model, each);
    await net.dispose();
  });
  // The last has a bit of everything, and is tried below.
  test.runIf(thorough).each(titled.slice(0, -1))(`on WebGPU${leftOut}: %s`, async (_, each) => {
    const { load, model } = trainingModule(finetunedNetwork(each), 'model', 'both');
    const net = await load({ device: 'webgpu', gpu, weights });
    await expectPyTorch(net, model, each);
    await net.dispose();
  });
});

describe.each(devices)('with a frozen beginning, a rate, parts, clipping and an average, on %s', (device) => {
  const each = itemOf(cases, cases.length - 1);
  const isOf = (name: string): boolean => /^(conv|bn)1\./.test(name);
  let module: TrainingModule;
  let net: TrainingNetwork;
  let initially: Uint8Array;
  beforeAll(async () => {
    module = trainingModule(finetunedNetwork(each), 'model', 'both');
    net = await module.load({ device, gpu, weights });
    initially = await net.checkpoint();
  });
  beforeEach(() => net.restore(initially));
  afterAll(() => net.dispose());

  test('the steps are PyTorch’s', () => expectPyTorch(net, module.model, each));

  test('4 steps are 2, a checkpoint, and 2 more', async () => {
    await stepsOn(net, 0, 2);
    const half = await net.checkpoint();
    await stepsOn(net, 2, 4);
    const whole = await everything(net);
    await net.restore(half);
    await stepsOn(net, 2, 4);
    expect(await everything(net)).toBe(whole);
  });

  test('estimated statistics are those of what moves', async () => {
    await stepsOn(net, 0, 2);
    const before = await net.averagedStateDict();
    await net.estimateStatistics({ images: averagedBatch(7).images, index: 0 });
    const after = await net.averagedStateDict();
    const changed = Object.keys(after).filter((name) => String(after[name]) !== String(before[name]));
    expect(changed).toEqual(['bn2.running_mean', 'bn2.running_var']);
  });

  test('onGradients has what is trained, then what moves', async () => {
    const of = (wanted: 'parameter' | 'buffer'): number =>
      module.model.parameters.reduce(
        (sum, { kind, name, shape }) => (kind === wanted && !isOf(name) ? sum + shape.reduce((a, b) => a * b, 1) : sum),
        0,
      );
    let handed = 0;
    await net.trainStep({
      ...averagedBatch(0),
      learningRate,
      onGradients: (values) => ((handed = values.length), values.map((value, i) => (i < of('parameter') ? 0 : value))),
    });
    expect(handed).toBe(of('parameter') + of('buffer'));
    const after = await net.stateDict();
    // Decay alone moves parameters then: by 1e-2 times the rate, of fc three times.
    after['fc.weight']!.forEach((value, i) =>
      expect(value).toBeCloseTo(weights['fc.weight']![i]! * (1 - learningRate * 3 * 1e-2), 6),
    );
    expect(after['bn2.running_mean']).not.toEqual(weights['bn2.running_mean']);
    expect(after['bn1.running_mean']).toEqual(weights['bn1.running_mean']);
  });

  test('a step that is not finite changes nothing, and is told', async () => {
    const { labels, images } = averagedBatch(0);
    await expect(net.trainStep({ images: images.fill(NaN), labels, learningRate })).rejects.toThrow(/^model: step 1: /);
    expect(await net.checkpoint()).toEqual(initially);
  });

  test('checkpoints hold no moments and averages of what is frozen', async () => {
    const header = Buffer.from(initially).toString('latin1');
    expect(header.match(/"(optimizer\.\d|average)\.[^"]+"/g)?.filter((name) => /\.(conv|bn)1\./.test(name))).toEqual(
      [],
    );
    expect(header).toContain('"average.bn2.running_mean"');
  });
});

const body = ['conv1', 'bn1', 'layer1'];
const small = (options: TrainingOptions, width = 8) =>
  training(resnet({ stages: [1, 1], width, stem: 'cifar', input: [3, 16, 16], classes: 5 }), options);

test('another freeze refuses a checkpoint', async () => {
  const options = { optimizer: adamW(), ema: 0.9 };
  const module = trainingModule(small({ ...options, freeze: body }));
  const net = await module.load({ seed: 1 });
  await trainOn(net, module.model, 0, 1);
  const checkpoint = await net.checkpoint();
  const other = trainingModule(small(options));
  const refusing = await other.load();
  await expect(refusing.restore(checkpoint)).rejects.toThrow('freeze was ["conv1","bn1","layer1"], and is []');
  await Promise.all([net, refusing].map((each) => each.dispose()));
});

const digestOf = (state: Readonly<Record<string, Float32Array>>): string =>
  Object.values(state)
    .reduce((hash, values) => hash.update(values), createHash('sha256'))
    .digest('hex');

test('new weights are packed; threads and a worker compute the same bits', async () => {
  const wide = trainingModule(small({ freeze: body, optimizer: sgd() }, 64));
  const [first, second] = await Promise.all([1, 2].map((seed) => wide.load({ seed })));
  await trainOn(first!, wide.model, 0, 1);
  await first!.loadStateDict(await second!.stateDict());
  // Evaluation uses the same memory.
  await first!.evaluate(batchAt(wide.model, 9, 2));
  const nets = [first!, second!, await wide.load({ seed: 2, threads: 2 }), await wide.load({ seed: 2, worker: true })];
  const found = await Promise.all(
    nets.map(async (net) => [await trainOn(net, wide.model, 0, 3), digestOf(await net.stateDict())]),
  );
  for (const each of found) expect(each).toEqual(found[1]);
  await Promise.all(nets.map((net) => net.dispose()));
});

test('a batch norm that evaluates takes batches of one image', async () => {
  const deep = (freeze: readonly string[]) =>
    trainingModule(training(resnet({ stages: [1, 1, 1, 1], width: 8, input: [3, 32, 32], classes: 4 }), { freeze }));
  const net = await deep(['*.running_*']).load();
  expect(net.training.batch.least).toBe(1);
  await net.trainStep({ ...batchAt(deep([]).model, 0, 1), learningRate: 0.01 });
  expect((await deep([]).load()).training.batch.least).toBe(2);
  await net.dispose();
});

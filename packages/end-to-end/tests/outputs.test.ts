import {
  batchNorm,
  concatenate,
  conv,
  dense,
  dropout,
  flatten,
  globalAveragePool,
  groupNorm,
  identity,
  network,
  relu,
  res2NetBlock,
  residual,
  resnet,
  selectiveKernelBlock,
  sequential,
  training,
  type Network,
} from '@resnet-compile/dsl';
import { compileModule, compileTraining } from '@resnet-compile/driver';
import { runGraph, runTaps, toState, toValues } from '@resnet-compile/reference';
import { fillState, images, layerPaths, useSoftwareVulkan } from '@resnet-compile/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { built } from './built.ts';
import { importModule } from './compiled-module.ts';
import { batchAt, trainingModule } from './training-module.ts';

await useSoftwareVulkan();
const gpu = (await import('webgpu')).create([]);
const hasHalf = (await gpu.requestAdapter())!.features.has('shader-f16');

/** Wherever a value may hide: within a fused chain, in a slice, under another name, in place of the images or logits. */
const outputs = [
  'images', // what the caller gave
  'stem', // read by three
  'stem.conv', // folded with what follows it, were it not tapped
  'block', // behind its activation
  'block.conv2', // within a fused chain
  'block.downsample',
  'both.a', // a slice of
  'both',
  'none', // the same again, by another name
  'dropout',
  'pool',
  'flat', // the same numbers in another shape
  'fc', // the logits
];
const tapped = network(
  { input: [3, 9, 7], outputs },
  {
    images: identity(),
    stem: sequential({ conv: conv(5, { kernel: 3 }), bn: batchNorm(), relu: relu() }),
    block: residual({
      body: { conv1: conv(6, { kernel: 3, stride: 2 }), bn1: batchNorm(), relu1: relu(), conv2: conv(11) },
      shortcut: conv(11, { stride: 2 }),
      activation: relu(),
    }),
    both: concatenate({ a: conv(3), b: sequential([conv(2), relu()]) }),
    none: identity(),
    dropout: dropout(0.5),
    pool: globalAveragePool(),
    flat: flatten(),
    fc: dense(4),
  },
);
const stages = built(tapped, 'tapped');
const compiled = importModule(compileModule(stages, { softwareGpu: true }).module);
const { model } = compiled;
const filled = fillState(model.parameters);
const weights = Object.fromEntries([...filled].map(([name, { data }]) => [name, data]));
const batchOf = (count: number) => images(count, [count, ...model.input]);
const expectedOf = (count: number): ReadonlyMap<string, ArrayLike<number>> => {
  const inputs = { images: toValues(batchOf(count)), state: toState(filled) };
  const taps = [...runTaps(stages.graph, inputs)];
  return new Map([
    ['logits', runGraph(stages.graph, inputs).data],
    ...taps.map(([name, { data }]) => [name, data] as const),
  ]);
};

/** Relative to the largest value of each. */
function expectOutputs(found: Readonly<Record<string, Float32Array>>, count: number, tolerance = 1e-5): void {
  const expected = expectedOf(count);
  expect(Object.keys(found)).toEqual([...expected.keys()]);
  for (const [name, values] of expected) expectClose(name, found[name]!, values, tolerance);
}

function expectClose(name: string, found: Float32Array, expected: ArrayLike<number>, tolerance = 1e-5): void {
  expect(found.length, name).toBe(expected.length);
  const largest = Math.max(...Array.from(expected, Math.abs));
  const worst = Math.max(...found.map((value, index) => Math.abs(value - expected[index]!)));
  expect(worst, name).toBeLessThanOrEqual(tolerance * largest);
}

const open: { dispose(): Promise<void> }[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((each) => each.dispose()))));

const javascript = importModule(compileModule(stages, { target: 'js' }).module);
describe.each([
  ['WebAssembly', compiled, { device: 'cpu' }],
  ['three threads', compiled, { device: 'cpu', threads: 3 }],
  ['a worker', compiled, { device: 'cpu', worker: true }],
  ['JavaScript', javascript, { device: 'cpu' }],
  ['WebGPU', compiled, { device: 'webgpu', gpu }],
] as const)('%s', (_, { load }, options) => {
  test('gives the logits and what layers give', async () => {
    const loaded = await load({ ...options, weights });
    open.push(loaded);
    for (const count of [5, 1]) {
      const given = batchOf(count).data;
      const [found, logits] = await Promise.all([loaded.run(given), loaded.predict(given)]);
      expectOutputs(found, count);
      expect(found['logits']).toEqual(logits);
      // Arrays of their own.
      expect(new Set(Object.values(found).map(({ buffer }) => buffer)).size).toBe(outputs.length + 1);
    }
  });
});

test.skipIf(!hasHalf)(
  `float16 between kernels${hasHalf ? '' : ' (skipped: this adapter has no shader-f16)'}`,
  async () => {
    const { load } = importModule(
      compileModule(stages, { target: 'webgpu', precision: 'f16', softwareGpu: true }).module,
    );
    const loaded = await load({ gpu, device: 'webgpu', weights });
    open.push(loaded);
    expectOutputs(await loaded.run(batchOf(5).data), 5, 5e-3);
  },
);

const small = { stages: [1, 1], width: 8, stem: 'cifar', input: [3, 6, 5], classes: 3 } as const;
/** With every layer as an output, but for parts that are named alike. */
function wholly(net: Network): Network {
  const paths = layerPaths(net.body);
  return { ...net, outputs: paths.filter((path) => paths.indexOf(path) === paths.lastIndexOf(path)) };
}

test.each([
  ['a gate, and standardised filters', resnet({ ...small, attention: 'se', weightStandardization: true })],
  ['pre-activation, groups of channels', resnet({ ...small, variant: 'v2', norm: groupNorm({ groups: 4 }) })],
  ['a cascade', resnet({ ...small, block: res2NetBlock({ scales: 4 }) })],
  ['a choice of kernels', resnet({ ...small, block: selectiveKernelBlock({ block: 'basic' }) })],
])('every layer at once: %s', async (_, net) => {
  const all = built(wholly(net), 'all');
  const module = importModule(compileModule(all, { target: 'cpu' }).module);
  const state = fillState(module.model.parameters);
  const loaded = await module.load({ weights: Object.fromEntries([...state].map(([name, { data }]) => [name, data])) });
  const batch = images(1, [2, ...small.input]);
  const found = await loaded.run(batch.data);
  expect(Object.keys(found).length).toBeGreaterThan(20);
  for (const [name, { data }] of runTaps(all.graph, { images: toValues(batch), state: toState(state) }))
    expectClose(name, found[name]!, data);
});

test('no images, none of each; wrong ones are refused; bytes are 0…1; memory may go over', async () => {
  const loaded = await compiled.load({ device: 'cpu', weights });
  open.push(loaded);
  const none = await loaded.run(new Float32Array(0));
  expect(Object.entries(none).map(([name, { length }]) => [name, length])).toEqual(
    ['logits', ...outputs].map((name) => [name, 0]),
  );
  await expect(loaded.run(new Float32Array(5))).rejects.toThrow(/expected a multiple of 3×9×7 = 189/);
  await expect(loaded.run(batchOf(1).data, { transfre: true } as never)).rejects.toThrow(
    /^tapped: run: there is no option "transfre"/,
  );
  const bytes = new Uint8Array(189).fill(255);
  expect((await loaded.run(bytes))['images']).toEqual(new Float32Array(189).fill(1));
  const given = batchOf(1).data;
  expectOutputs(await loaded.run(given, { transfer: true }), 1);
  expect(given.length).toBe(0);
});

test('outputs are described: in the module, in its declarations and to whoever compiles', () => {
  expect(model.outputs.slice(0, 5)).toEqual([
    { name: 'logits', shape: [4] },
    { name: 'images', shape: [3, 9, 7] },
    { name: 'stem', shape: [5, 9, 7] },
    { name: 'stem.conv', shape: [5, 9, 7] },
    { name: 'block', shape: [11, 5, 4] },
  ]);
  const { declarations, summary } = compileModule(stages, { target: 'cpu' });
  expect(declarations).toContain('readonly "block.conv2": readonly [11, 5, 4];');
  expect(summary.taps.at(-2)).toEqual({ name: 'flat', shape: [5] });
});

describe.each(['cpu', 'webgpu'] as const)('a module that trains, on %s', (device) => {
  const trained = training(
    network(
      { input: [3, 8, 6], outputs: ['block', 'drop'] },
      {
        stem: conv(4, { kernel: 3 }),
        block: residual({ body: { conv1: conv(4, { kernel: 3 }), bn1: batchNorm() }, activation: relu() }),
        drop: dropout(0.5),
        pool: globalAveragePool(),
        fc: dense(3),
      },
    ),
    { ema: 0.9 },
  );
  const steps = trainingModule(trained, 'trained', device);
  const predicts = importModule(compileModule(built(trained, 'trained'), { target: device, softwareGpu: true }).module);

  test('gives them by running statistics, of what it has learned and of the average', async () => {
    const loaded = await steps.load({ device, gpu, seed: 1 });
    const plain = await predicts.load({ device, gpu });
    open.push(loaded, plain);
    const batch = batchAt(steps.model, 0, 8);
    await loaded.trainStep({ ...batch, learningRate: 0.1 });
    await plain.loadStateDict(await loaded.stateDict());
    const found = await loaded.run(batch.images);
    expect(found).toEqual(await plain.run(batch.images));
    await loaded.trainStep({ ...batch, learningRate: 0.1 });
    await plain.loadStateDict(await loaded.averagedStateDict());
    expect(await loaded.runAveraged(batch.images)).toEqual(await plain.run(batch.images));
    expect(await loaded.evaluate(batch)).toMatchObject({ loss: expect.any(Number), correct: expect.any(Number) });
  });

  test('its step computes nothing for them', () => {
    const kernelsOf = (net: Network): object =>
      compileTraining(built(net, 'trained'), { target: device }).summary.kernels;
    expect(kernelsOf(trained)).toEqual(kernelsOf({ ...trained, outputs: [] }));
  });
});

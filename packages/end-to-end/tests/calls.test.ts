/// <reference lib="es2024.arraybuffer" />
import { runInNewContext } from 'node:vm';
import { batchNorm, conv, dense, globalAveragePool, network as networkOf, resnet, training } from '@resnet-compile/dsl';
import type { LoadOptions, Network, TrainingNetwork } from '@resnet-compile/runtime';
import { useSoftwareVulkan } from '@resnet-compile/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compiledModule } from './compiled-module.ts';
import { batchAt, everything, trainingModule } from './training-module.ts';

// A call means what it was called with, whatever its caller does with its arrays as soon as it has returned.

const onWebGpu: { device: 'webgpu'; gpu?: GPU } = { device: 'webgpu' };
beforeAll(async () => {
  useSoftwareVulkan();
  onWebGpu.gpu = (await import('webgpu')).create([]);
});

const net = resnet({ stages: [1, 1], width: 4, stem: 'cifar', input: [3, 9, 7], classes: 5 });
const size = 3 * 9 * 7;
const modules = { both: compiledModule(net, 'both', 'tiny'), js: compiledModule(net, 'js', 'tiny') };
const places: readonly (readonly [place: string, module: keyof typeof modules, options: LoadOptions])[] = [
  ['on the caller’s thread', 'both', { device: 'cpu' }],
  ['in slices', 'both', { device: 'cpu', worker: false }],
  ['on two threads', 'both', { device: 'cpu', threads: 2 }],
  ['in a worker', 'both', { device: 'cpu', worker: true }],
  ['in JavaScript', 'js', {}],
  ['on WebGPU', 'both', onWebGpu],
];

const ramp = (length: number, start = 0): Float32Array<ArrayBuffer> =>
  Float32Array.from({ length }, (_, index) => Math.sin(start + index));
/** Memory that has another owner from now on. */
const giveAway = (values: ArrayBufferView): void =>
  void structuredClone(null, { transfer: [values.buffer as ArrayBuffer] });
const isEmpty = ({ buffer }: ArrayBufferView): boolean => buffer.byteLength === 0;

describe.each(places)('a network %s', (_, module, options) => {
  const { model } = modules[module];
  let network: Network;
  let expected: readonly Float32Array[];
  beforeAll(async () => {
    network = await modules[module].load({ ...options, seed: 1 });
    expected = [
      await network.predict(ramp(size)),
      await network.predict(ramp(size, 1)),
      await network.predict(new Uint8Array(size).fill(200)),
    ];
    expect(new Set(expected.map(String)).size).toBe(3);
  });
  afterAll(() => network.dispose());

  test.each<[string, (images: Float32Array) => void]>([
    ['overwritten', (images) => images.fill(0)],
    ['transferred', giveAway],
    ['not finite', (images) => images.fill(NaN)],
  ])('images that are %s after the call', async (_, after) => {
    const images = ramp(size);
    const logits = network.predict(images);
    after(images);
    expect(await logits).toEqual(expected[0]);
  });

  test('all outputs of images that are overwritten after the call', async () => {
    const images = ramp(size);
    const outputs = network.run(images);
    images.fill(0);
    expect(await outputs).toEqual({ logits: expected[0] });
  });

  test('one array for every frame', async () => {
    const frame = new Float32Array(size);
    const frames = [0, 1, 0, 1].map((start) => {
      frame.set(ramp(size, start));
      return network.predict(frame);
    });
    expect(await Promise.all(frames)).toEqual([0, 1, 0, 1].map((start) => expected[start]));
  });

  test('bytes, of a canvas or not, and a part of a larger array', async () => {
    const bytes = new Uint8Array(3 * size).fill(200, size, 2 * size);
    const logits = [
      network.predict(bytes.subarray(size, 2 * size)),
      network.predict(new Uint8ClampedArray(bytes.buffer, size, size) as never),
      network.predict(Buffer.from(bytes.buffer, size, size)),
    ];
    bytes.fill(1);
    expect(await Promise.all(logits)).toEqual([expected[2], expected[2], expected[2]]);
  });

  test('memory that is shared', async () => {
    const images = new Float32Array(new SharedArrayBuffer(4 * size));
    images.set(ramp(size));
    const logits = network.predict(images);
    images.fill(0);
    expect(await logits).toEqual(expected[0]);
    await expect(network.predict(images, { transfer: true })).rejects.toThrow(
      /^tiny: images cannot be transferred \(.+\); without transfer: true the network makes a copy$/,
    );
  });

  test('memory that the caller gives away is gone, and never copied', async () => {
    const images = ramp(3 * size, -size);
    const logits = network.predict(images.subarray(size, 2 * size), { transfer: true });
    expect(isEmpty(images)).toBe(true);
    expect(await logits).toEqual(expected[0]);
    await expect(network.predict(images)).rejects.toThrow(
      'tiny: images have no memory any more: their buffer was transferred',
    );
    await expect(network.predict(images, { transfer: true })).rejects.toThrow('tiny: images have no memory any more');
  });

  test('memory whose length changes: what there is counts in the call, and none is no empty batch', async () => {
    const buffer = new ArrayBuffer(4 * size, { maxByteLength: 8 * size });
    const [all, part] = [new Float32Array(buffer), new Float32Array(buffer, 4, size - 1)];
    all.set(ramp(size));
    const logits = network.predict(all);
    buffer.resize(0);
    expect(await logits).toEqual(expected[0]);
    await expect(network.predict(part)).rejects.toThrow(
      /^tiny: images have no memory any more: .+, or it was resized$/,
    );
    expect(await network.predict(all)).toEqual(new Float32Array(0));
  });

  test('floats of 16 bits', async () => {
    const halves = Float16Array.from(ramp(size));
    const logits = network.predict(halves as never);
    const rounded = Float32Array.from(halves);
    halves.fill(0);
    expect(await logits).toEqual(await network.predict(rounded));
  });

  test('arrays of another realm', async () => {
    const images = runInNewContext('new Float32Array(length)', { length: size }) as Float32Array;
    images.set(ramp(size));
    expect(await network.predict(images)).toEqual(expected[0]);
  });

  test('no images', async () => {
    expect(await network.predict(new Float32Array(0))).toEqual(new Float32Array(0));
  });

  test('a state that is overwritten, or given away', async () => {
    const [before, other] = await Promise.all([network.stateDict(), modules[module].load({ ...options, seed: 2 })]);
    const [state, logits] = [await other.stateDict(), await other.predict(ramp(size))];
    await other.dispose();
    const loading = network.loadStateDict(state);
    for (const values of Object.values(state)) values.fill(9);
    const predicting = network.predict(ramp(size));
    await loading;
    expect(await predicting).toEqual(logits);
    const returning = network.loadStateDict(before, { transfer: true });
    expect(Object.values(before).every(isEmpty)).toBe(true);
    await returning;
    expect(await network.predict(ramp(size))).toEqual(expected[0]);
  });

  test('weights for load that are overwritten, or given away', async () => {
    const state = await network.stateDict();
    const loads = [modules[module].load({ ...options, weights: state })];
    for (const values of Object.values(state)) values.fill(9);
    const again = await network.stateDict();
    loads.push(modules[module].load({ ...options, weights: again, transfer: true }));
    expect(Object.values(again).every(isEmpty)).toBe(true);
    for (const loaded of await Promise.all(loads)) {
      expect(await loaded.predict(ramp(size))).toEqual(expected[0]);
      await loaded[Symbol.asyncDispose]();
      await expect(loaded.predict(ramp(size))).rejects.toThrow('tiny is disposed');
    }
    const bytes = new Uint8Array(64);
    giveAway(bytes);
    for (const weights of [bytes, bytes.buffer])
      await expect(modules[module].load({ ...options, weights })).rejects.toThrow(
        'tiny: the bytes of the weights have no memory any more',
      );
  });

  test.each([
    [
      () => network.predict(ramp(size), { trasnfer: true } as never),
      'tiny: predict: there is no option "trasnfer"; did you mean transfer? There are transfer',
    ],
    [
      () => network.predict(ramp(size), 5 as never),
      'tiny: predict: the options are 5; expected an object with transfer',
    ],
    [
      () => network.loadStateDict({}, { transfer: 1 } as never),
      'tiny: loadStateDict: transfer is 1; expected true or false',
    ],
    [
      () => network.loadStateDict(new Map() as never),
      'tiny: weights are a Map; give a record: Object.fromEntries(map)',
    ],
    [
      () => network.predict(Promise.resolve(ramp(size)) as never),
      'tiny: images are a Promise (await it); expected a Float32Array or Uint8Array',
    ],
    [
      () => network.predict(new Float32Array(4 * 9 * 7)),
      `tiny: images have 252 values; expected a multiple of ${model.input.join('×')} = 189. A canvas has red`,
    ],
  ])('what is wrong is said: %#', async (call, message) => {
    await expect(call()).rejects.toThrow(message);
  });
});

// SwiftShader takes its time with each kernel of a step.
const few = networkOf({ input: [3, 5, 4] }, [conv(4, { kernel: 3 }), batchNorm(), globalAveragePool(), dense(5)]);
const trained = trainingModule(training(few, { ema: 0.5 }), 'tiny', 'both');
const plain = trainingModule(training(few, {}), 'tiny');
const trainingPlaces = places
  .filter(([, module]) => module === 'both')
  .map(([place, , options]) => [place, options] as const);

describe.each(trainingPlaces)('a training network %s', (_, options) => {
  let networks: readonly [called: TrainingNetwork, undisturbed: TrainingNetwork];
  beforeAll(async () => {
    networks = [await trained.load(options), await trained.load(options)];
  });
  afterAll(async () => void (await Promise.all(networks.map((network) => network.dispose()))));
  const batch = (step: number) => ({ ...batchAt(trained.model, step, 4), learningRate: 0.1 });
  const soft = (step: number) => ({
    ...batch(step),
    labels: Float32Array.from({ length: 20 }, (_, index) => (index % 5 === step % 5 ? 1 : 0)),
  });

  test.each<
    [string, (batch: { images: Float32Array; labels: Int32Array | Float32Array; release?: () => void }) => void]
  >([
    ['overwritten', ({ images, labels }) => [images, labels].forEach((values) => values.fill(0))],
    ['transferred', ({ images, labels }) => [images, labels].forEach(giveAway)],
    ['released', (given) => given.release!()],
  ])('batches that are %s after the call', async (_, after) => {
    const [called, undisturbed] = networks;
    for (const make of [batch, soft]) {
      const results = [];
      for (const step of [1, 2]) {
        const images = make(step);
        const given = {
          ...images,
          step: 0,
          indices: new Int32Array(4),
          skipped: [],
          release: () => giveAway(images.images),
        };
        const [result, evaluation] = [called.trainStep(given), called.evaluate(given)];
        after(given);
        results.push([await result, await evaluation]);
      }
      for (const step of [1, 2])
        expect(results[step - 1]).toEqual([
          await undisturbed.trainStep(make(step)),
          await undisturbed.evaluate({ images: make(step).images, labels: make(step).labels }),
        ]);
    }
    expect(await everything(called)).toBe(await everything(undisturbed));
  });

  test('what is done with the average, on images that are overwritten or given away', async () => {
    const [called, undisturbed] = networks;
    const [estimated, predicted, evaluated] = [batch(6), batch(7), soft(8)];
    const results = [
      called.estimateStatistics({ images: estimated.images, index: 0 }),
      called.predictAveraged(predicted.images, { transfer: true }),
      called.evaluateAveraged({ ...evaluated, transfer: true }),
    ];
    estimated.images.fill(0);
    expect([predicted.images, evaluated.images, evaluated.labels].every(isEmpty)).toBe(true);
    expect(await Promise.all(results)).toEqual([
      await undisturbed.estimateStatistics({ images: batch(6).images, index: 0 }),
      await undisturbed.predictAveraged(batch(7).images),
      await undisturbed.evaluateAveraged(soft(8)),
    ]);
    expect(await everything(called)).toBe(await everything(undisturbed));
  });

  test('memory that the caller gives away', async () => {
    const [called, undisturbed] = networks;
    const [step, check] = [soft(3), soft(4)];
    const results = [
      called.trainStep({ ...step, transfer: true }),
      called.evaluate({ images: check.images, labels: check.labels, transfer: true }),
    ];
    expect([step.images, step.labels, check.images, check.labels].every(isEmpty)).toBe(true);
    expect(await Promise.all(results)).toEqual([
      await undisturbed.trainStep(soft(3)),
      await undisturbed.evaluate(soft(4)),
    ]);
    await expect(called.trainStep(step)).rejects.toThrow('tiny: images have no memory any more');
    await expect(called.trainStep({ ...batch(1), labels: step.labels })).rejects.toThrow(
      'tiny: labels have no memory any more',
    );
  });

  test('a checkpoint that is overwritten, or given away', async () => {
    const [called, undisturbed] = networks;
    const checkpoint = await undisturbed.checkpoint();
    await called.trainStep(batch(5));
    const restoring = called.restore(checkpoint);
    checkpoint.fill(0);
    await restoring;
    expect(await everything(called)).toBe(await everything(undisturbed));
    await called.trainStep(batch(5));
    const again = await undisturbed.checkpoint();
    const { buffer } = again;
    const returning = called.restore(buffer as never, { transfer: true });
    expect(buffer.byteLength).toBe(0);
    await returning;
    await expect(called.restore(buffer as never)).rejects.toThrow(
      "tiny: the checkpoint's bytes have no memory any more",
    );
    expect(await everything(called)).toBe(await everything(undisturbed));
  });

  test('a checkpoint is weights', async () => {
    const [called] = networks;
    const loaded = await trained.load({ ...options, weights: await called.checkpoint() });
    expect(await loaded.stateDict()).toEqual(await called.stateDict());
    await loaded.dispose();
  });

  test('what cannot be: no images, labels of another kind, a checkpoint by path', async () => {
    const [called] = networks;
    const before = await everything(called);
    await expect(called.evaluate({ images: new Float32Array(0), labels: new Int32Array(0) })).rejects.toThrow(
      'tiny: there are no images',
    );
    await expect(called.trainStep({ ...batch(1), labels: [1, 2, 3, 4] as never })).rejects.toThrow(
      'tiny: labels are [1,2,3,4]; expected an Int32Array of classes or a Float32Array of N×classes',
    );
    await expect(called.trainStep({ ...batch(1), lr: 0.1 } as never)).rejects.toThrow(
      'tiny: trainStep: there is no option "lr"; there are images, labels, learningRate, onGradients, transfer',
    );
    await expect(called.restore('checkpoint.safetensors' as never)).rejects.toThrow(
      'tiny: the checkpoint is "checkpoint.safetensors"; expected a Uint8Array',
    );
    await expect(called.restore(new Uint8Array(0))).rejects.toThrow('safetensors: the file is empty');
    expect(await everything(called)).toBe(before);
  });

  test('labels that a softmax in float32 has rounded', async () => {
    const labels = soft(0).labels.map((value) => value * 1.0000001192092896);
    expect((await networks[0].evaluate({ images: batch(0).images, labels })).loss).toBeGreaterThan(0);
  });
});

const here = trainingPlaces.filter(([place]) => !['in a worker'].includes(place));
describe.each(here)('within onGradients %s', (_, options) => {
  const step = { ...batchAt(trained.model, 1, 4), learningRate: 0.1 };
  const refused = 'tiny: a call of the network within onGradients would wait for the step that waits for it';
  let network: TrainingNetwork;
  let other: TrainingNetwork;
  beforeAll(async () => {
    [network, other] = [await trained.load(options), await trained.load(options)];
  });
  afterAll(async () => void (await Promise.all([network.dispose(), other.dispose()])));

  test.each<[string, () => Promise<unknown>]>([
    ['stateDict', () => network.stateDict()],
    ['predict', () => network.predict(step.images)],
    ['run', () => network.run(step.images)],
    ['trainStep', () => network.trainStep(step)],
    ['evaluate', () => network.evaluate({ images: step.images, labels: step.labels })],
    ['checkpoint', () => network.checkpoint()],
    ['averagedStateDict', () => network.averagedStateDict()],
    ['predictAveraged', () => network.predictAveraged(step.images)],
    ['evaluateAveraged', () => network.evaluateAveraged({ images: step.images, labels: step.labels })],
    ['estimateStatistics', () => network.estimateStatistics({ images: step.images, index: 0 })],
    ['dispose', () => network.dispose()],
  ])('%s is refused, before and after an await, and the network goes on', async (_, call) => {
    const before = await everything(network);
    await expect(network.trainStep({ ...step, onGradients: async () => (await call()) as never })).rejects.toThrow(
      refused,
    );
    await expect(
      network.trainStep({
        ...step,
        onGradients: async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          return (await call()) as never;
        },
      }),
    ).rejects.toThrow(refused);
    expect(await everything(network)).toBe(before);
    // Another network may be called, and this one by others, and by what outlives the callback.
    let later: Promise<unknown> | undefined;
    let end = (): void => undefined;
    const isOver = new Promise<void>((resolve) => (end = resolve));
    const stepping = network.trainStep({
      ...step,
      onGradients: async (values) => {
        await other.stateDict();
        later = isOver.then(() => network.stateDict());
        return values;
      },
    });
    const state = network.stateDict();
    await stepping;
    end();
    expect(await later).toEqual(await state);
  });
});

test.each(here)(
  'what onGradients is given is the callback’s own %s: kept or sent away, later steps do not see it',
  async (_, options) => {
    const [network, undisturbed] = [await trained.load(options), await trained.load(options)];
    const kept: Float32Array[] = [];
    for (const index of [0, 1, 2]) {
      const step = { ...batchAt(trained.model, index, 4), learningRate: 0.1 };
      const copies: Float32Array[] = [];
      await undisturbed.trainStep({ ...step, onGradients: (values) => (copies.push(values.slice()), values) });
      await network.trainStep({
        ...step,
        onGradients: (values) => {
          if (index === 1) return structuredClone(values, { transfer: [values.buffer as ArrayBuffer] });
          kept.push(values);
          return values.slice();
        },
      });
      if (index === 0) kept.push(...copies);
    }
    expect(kept[0]).toEqual(kept[1]);
    expect(await everything(network)).toBe(await everything(undisturbed));
    // A block of `await using` may have disposed of it before.
    for (const each of [network, undisturbed, network]) await each.dispose();
    await expect(network.stateDict()).rejects.toThrow('tiny is disposed');
  },
);

test('averages that are not declared', async () => {
  const network = await plain.load();
  await expect(network.averagedStateDict()).rejects.toThrow(
    'tiny: no moving average is declared; compile the network with training({ ema: 0.999 }), or take stateDict()',
  );
  await network.dispose();
});

test('a function for the worker is refused', async () => {
  const network = await plain.load({ worker: true });
  await expect(
    network.trainStep({ ...batchAt(plain.model, 1, 4), learningRate: 0.1, onGradients: (values) => values }),
  ).rejects.toThrow(
    /^tiny: what was given to trainStep cannot be sent to the network's worker \(.+\); load with worker: false/,
  );
  await network.dispose();
});

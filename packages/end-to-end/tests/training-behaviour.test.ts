import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import {
  adamW,
  batchNorm,
  conv,
  crossEntropy,
  dense,
  dropout,
  globalAveragePool,
  network,
  relu,
  resnet,
  sgd,
  training,
  type TrainingOptions,
} from '@resnet-compile/dsl';
import { describe, expect, test } from 'vitest';
import { batchAt, everything, folder, trainingModule, trainOn } from './training-module.ts';

const cifar = (options: TrainingOptions = {}) =>
  training(resnet({ stages: [1, 1], width: 8, stem: 'cifar', input: [3, 16, 16], classes: 10 }), options);
const small = trainingModule(
  training(resnet({ stages: [1, 1], width: 8, stem: 'cifar', input: [3, 9, 7], classes: 5 }), {
    loss: crossEntropy({ labelSmoothing: 0.1 }),
  }),
);
const { load, model } = small;
const learningRate = 0.05;
/** Without batch norm: what one image gives depends on no other. */
const plain = trainingModule(
  training(
    network(
      { input: [3, 9, 7] },
      {
        conv1: conv(6, { kernel: 3, bias: true }),
        relu1: relu(),
        conv2: conv(5, { kernel: 3, stride: 2, bias: true }),
        relu2: relu(),
        pool: globalAveragePool(),
        fc: dense(5),
      },
    ),
    { optimizer: sgd({ momentum: 0.9 }) },
  ),
);

const child = (script: string, ...options: readonly string[]): Promise<{ readonly stdout: string }> =>
  promisify(execFile)(process.execPath, [
    '--expose-gc',
    '--conditions=@resnet-compile/source',
    fileURLToPath(new URL(script, import.meta.url)),
    ...options,
  ]);

test.each([false, true])(
  'what a step takes is said before there is one; in a worker of its own: %s',
  async (worker) => {
    const {
      training: { input, classes, declaration, batch },
      ...net
    } = await trainingModule(cifar({ accumulate: 3, optimizer: adamW() })).load({ worker });
    expect([input, classes, batch]).toEqual([[3, 16, 16], 10, { multiple: 3, least: 3 }]);
    expect(declaration).toMatchObject({ optimizer: { kind: 'adamW' }, accumulate: 3, clipNorm: null });
    await net.dispose();
    // On a map of one pixel, a batch norm needs two images in each part.
    const deep = trainingModule(
      training(resnet({ stages: [1, 1, 1, 1], width: 8, input: [3, 32, 32], classes: 4 }), { accumulate: 2 }),
    );
    const network = await deep.load({ worker });
    expect(network.training.batch).toEqual({ multiple: 2, least: 4 });
    await network.dispose();
  },
);

describe('the same bits', () => {
  test('two runs of one seed, after 50 steps; another seed gives others', async () => {
    const module = trainingModule(cifar());
    const runs = await Promise.all(
      [3, 3, 4].map(async (seed) => {
        const net = await module.load({ seed });
        return [await trainOn(net, module.model, 0, 50), await everything(net)] as const;
      }),
    );
    expect(runs[0]).toEqual(runs[1]);
    expect(runs[0]![1]).not.toEqual(runs[2]![1]);
    expect(runs[0]![0].every(Number.isFinite)).toBe(true);
  });

  test.each<readonly [string, TrainingOptions]>([
    ['momentum', {}],
    ['no momentum', { optimizer: sgd({ momentum: 0, weightDecay: 0 }) }],
    ['Nesterov, clipped, in two parts', { optimizer: sgd({ nesterov: true }), clipNorm: 1, accumulate: 2 }],
    ['AdamW', { optimizer: adamW() }],
    ['AdamW and a moving average', { optimizer: adamW({ decay: 'weights' }), ema: 0.9 }],
  ])('100 steps are 50, a checkpoint, a new process that restores it, and 50 more: %s', async (_, options) => {
    const module = trainingModule(cifar(options));
    const net = await module.load();
    await trainOn(net, module.model, 0, 50);
    const [half, end] = [join(folder, 'half.safetensors'), join(folder, 'end.safetensors')];
    writeFileSync(half, await net.checkpoint());
    await trainOn(net, module.model, 50, 100);
    await child('continue-training.ts', module.path, half, '50', '100', end);
    expect(readFileSync(end).equals(await net.checkpoint())).toBe(true);
  });

  test('evaluating and predicting between steps, in the same memory, changes nothing', async () => {
    const module = trainingModule(
      network(
        { input: [3, 9, 7] },
        {
          conv1: conv(6, { kernel: 3 }),
          bn: batchNorm(),
          relu: relu(),
          drop: dropout(0.3),
          conv2: conv(5, { kernel: 3 }),
          pool: globalAveragePool(),
          fc: dense(5),
        },
      ),
    );
    const [plainly, between] = [await module.load(), await module.load()];
    for (let step = 0; step < 6; step++) {
      await trainOn(plainly, module.model, step, step + 1, { batch: 4 });
      await trainOn(between, module.model, step, step + 1, { batch: 4 });
      // Of larger batches than a step's, so that the memory grows; then a failed step, which leaves it to the training program.
      await between.evaluate(batchAt(module.model, step, 4 + step));
      if (step === 2)
        await expect(
          between.trainStep({
            ...batchAt(module.model, 0, 4),
            images: new Float32Array(4 * 189).fill(NaN),
            learningRate,
          }),
        ).rejects.toThrow('step 4');
      expect(await between.predict(batchAt(module.model, 9, 3).images)).toEqual(
        await (await module.load({ weights: await plainly.stateDict() })).predict(batchAt(module.model, 9, 3).images),
      );
    }
    expect(await everything(between)).toBe(await everything(plainly));
  });

  test('loadStateDict begins anew: moments, average and step', async () => {
    const module = trainingModule(cifar({ optimizer: adamW(), ema: 0.9 }));
    const [net, fresh] = [await module.load({ seed: 1 }), await module.load({ seed: 1 })];
    await fresh.loadStateDict(await (await module.load({ seed: 2 })).stateDict());
    await trainOn(net, module.model, 0, 5);
    await net.loadStateDict(await fresh.stateDict());
    expect(await everything(net)).toBe(await everything(fresh));
    await Promise.all([trainOn(net, module.model, 5, 10), trainOn(fresh, module.model, 5, 10)]);
    expect(await everything(net)).toBe(await everything(fresh));
  });

  test('a restored network predicts what the other one does', async () => {
    const [net, other] = [await load({ seed: 1 }), await load({ seed: 2 })];
    await trainOn(net, model, 0, 3);
    const { images } = batchAt(model, 9, 3);
    await other.predict(images);
    await other.restore(await net.checkpoint());
    expect(await other.predict(images)).toEqual(await net.predict(images));
  });
});

describe('calls', () => {
  test('that overlap run in their order', async () => {
    const run = async (together: boolean): Promise<unknown> => {
      const net = await load();
      const order: string[] = [];
      const calls = [
        () => net.trainStep({ ...batchAt(model, 0, 8), learningRate }),
        () => net.predict(batchAt(model, 1, 3).images),
        () => net.evaluate(batchAt(model, 2, 5)),
        () =>
          net.trainStep({
            ...batchAt(model, 3, 2),
            learningRate,
            onGradients: async (values) => (await new Promise((resolve) => setTimeout(resolve, 20)), values),
          }),
        () => net.predict(batchAt(model, 1, 3).images),
        () => net.checkpoint(),
        () => net.trainStep({ ...batchAt(model, 4, 7), learningRate }),
        () => net.stateDict(),
      ];
      const named = calls.map((call, index) => async () => {
        const result = await call();
        order.push(String(index));
        return result;
      });
      const results: unknown[] = [];
      if (together) results.push(...(await Promise.all(named.map((call) => call()))));
      else for (const call of named) results.push(await call());
      return [results, order];
    };
    expect(await run(true)).toEqual(await run(false));
  });

  test('predict after a step takes the new weights, and evaluate is the loss of its logits', async () => {
    const net = await load();
    const batch = batchAt(model, 1, 7);
    const before = await net.predict(batch.images);
    await trainOn(net, model, 0, 2);
    const logits = await net.predict(batch.images);
    expect(logits).not.toEqual(before);
    const fresh = await load({ weights: await net.stateDict() });
    expect(logits).toEqual(await fresh.predict(batch.images));

    let [loss, correct] = [0, 0];
    for (let n = 0; n < 7; n++) {
      const row = [...logits.subarray(n * 5, n * 5 + 5)];
      const log = Math.log(row.reduce((sum, logit) => sum + Math.exp(logit), 0));
      row.forEach((logit, k) => (loss -= (((k === batch.labels[n] ? 0.9 : 0) + 0.1 / 5) * (logit - log)) / 7));
      if (row.indexOf(Math.max(...row)) === batch.labels[n]) correct++;
    }
    const found = await net.evaluate(batch);
    expect(found.correct).toBe(correct);
    expect(found.loss).toBeCloseTo(loss, 6);
    const oneHot = Float32Array.from({ length: 35 }, (_, index) =>
      index % 5 === batch.labels[Math.floor(index / 5)] ? 1 : 0,
    );
    expect(await net.evaluate({ images: batch.images, labels: oneHot })).toEqual(found);
  });

  test('evaluate changes nothing, of a thousand images neither', async () => {
    const net = await load();
    const before = await everything(net);
    await net.evaluate(batchAt(model, 0, 1000));
    expect(await everything(net)).toBe(before);
  });

  test('bytes stand for 0 to 1', async () => {
    const [a, b] = [await load(), await load()];
    const bytes = Uint8Array.from({ length: 4 * 189 }, (_, index) => (index * 37) % 256);
    const { labels } = batchAt(model, 0, 4);
    const results = [
      await a.trainStep({ images: bytes, labels, learningRate }),
      await b.trainStep({
        images: Float32Array.from(bytes, (byte) => Math.fround(byte * (1 / 255))),
        labels,
        learningRate,
      }),
    ];
    expect(results[0]).toEqual(results[1]);
    expect(await everything(a)).toBe(await everything(b));
  });

  test('a learning rate of 0 changes the statistics and moments alone', async () => {
    const net = await load();
    const before = await net.stateDict();
    await trainOn(net, model, 0, 1, { learningRate: 0 });
    const after = await net.stateDict();
    for (const { name, kind } of model.parameters)
      expect([name, String(after[name]) === String(before[name])]).toEqual([name, kind === 'parameter']);
  });

  test('after dispose there are none', async () => {
    const net = await load();
    const last = net.trainStep({ ...batchAt(model, 0, 2), learningRate });
    await net.dispose();
    await expect(last).resolves.toMatchObject({ correct: expect.any(Number) });
    await expect(net.trainStep({ ...batchAt(model, 0, 2), learningRate })).rejects.toThrow(
      new Error('model is disposed'),
    );
  });
});

describe('onGradients', () => {
  test('two networks with half of the batch each, averaged by hand, make the step of the whole batch', async () => {
    const [one, two, whole] = [await plain.load(), await plain.load(), await plain.load()];
    for (let step = 0; step < 5; step++) {
      const batch = batchAt(plain.model, step, 8);
      const waiting: { readonly values: Float32Array; readonly resolve: (mean: Float32Array) => void }[] = [];
      const allReduce = (values: Float32Array): Promise<Float32Array> =>
        new Promise((resolve) => {
          waiting.push({ values, resolve });
          if (waiting.length < 2) return;
          const mean = waiting[0]!.values.map((value, index) => (value + waiting[1]!.values[index]!) / 2);
          for (const each of waiting) each.resolve(mean);
        });
      const halves = [0, 1].map((half) => ({
        images: batch.images.subarray(half * 4 * 189, (half + 1) * 4 * 189),
        labels: batch.labels.subarray(half * 4, half * 4 + 4),
        learningRate,
        onGradients: allReduce,
      }));
      const results = await Promise.all([one.trainStep(halves[0]!), two.trainStep(halves[1]!)]);
      const { loss, correct } = await whole.trainStep({ ...batch, learningRate });
      expect((results[0].loss + results[1].loss) / 2).toBeCloseTo(loss, 5);
      expect(results[0].correct + results[1].correct).toBe(correct);
    }
    const states = await Promise.all([one.stateDict(), two.stateDict(), whole.stateDict()]);
    expect(states[0]).toEqual(states[1]);
    for (const [name, values] of Object.entries(states[2])) {
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      values.forEach((value, index) =>
        expect(Math.abs(value - states[0][name]![index]!), name).toBeLessThanOrEqual(2e-6 * largest),
      );
    }
  });

  test('sees all gradients and the new running statistics, and its result takes their place', async () => {
    const net = await load();
    const length = model.parameters.reduce(
      (sum, { shape }) => sum + shape.reduce((product, extent) => product * extent, 1),
      0,
    );
    let seen = 0;
    await net.trainStep({
      ...batchAt(model, 0, 4),
      learningRate: 1,
      onGradients: (values) => ((seen = values.length), new Float32Array(values.length).fill(0.25)),
    });
    expect(seen).toBe(length);
    const state = await net.stateDict();
    for (const { name, kind } of model.parameters)
      if (kind === 'buffer') expect(new Set(state[name])).toEqual(new Set([0.25]));
  });
});

test('memory stays the same over 2,000 steps', async () => {
  const [early, late] = JSON.parse((await child('measure-training-memory.ts', plain.path)).stdout) as [number, number];
  expect(late - early).toBeLessThan(300_000);
});

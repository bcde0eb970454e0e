import {
  batchNorm,
  conv,
  dense,
  globalAveragePool,
  network,
  relu,
  sgd,
  training,
  type MovingAverage,
} from '@resnet-compile/dsl';
import type { LoadOptions } from '@resnet-compile/runtime';
import { averagedBatch, averagedNetwork, estimatedOn, type AverageCase } from '@resnet-compile/testing';
import { expect } from 'vitest';
import { trainingModule } from './training-module.ts';

const { input, classes, steps, learningRate, initial, cases } = averagedNetwork;

/** The fixture's network with an average. */
const averaged = (ema: MovingAverage) =>
  training(
    network(
      { input },
      {
        conv1: conv(4, { kernel: 3 }),
        bn1: batchNorm(),
        relu1: relu(),
        conv2: conv(4, { kernel: 3 }),
        bn2: batchNorm({ momentum: 0.3 }),
        relu2: relu(),
        pool: globalAveragePool(),
        fc: dense(classes),
      },
    ),
    { optimizer: sgd({ momentum: 0.9, weightDecay: 1e-4 }), ema },
  );

/** Cases by name. */
export const averageCases = cases.map(
  (each) => [`from ${each.ema.from}, decay ${each.ema.decay}${each.ema.warmUp ? ', warming up' : ''}`, each] as const,
);

/** Within float32 of PyTorch's float64, after six steps. */
function expectClose(
  found: Readonly<Record<string, Float32Array>>,
  expected: Readonly<Record<string, readonly number[]>>,
): void {
  expect(Object.keys(found)).toEqual(Object.keys(expected));
  for (const [name, values] of Object.entries(expected))
    values.forEach((value, index) => expect(found[name]![index], `${name}[${index}]`).toBeCloseTo(value, 5));
}

/** Trains, uses and restores an average, and compares it with torch.optim.swa_utils. */
export async function expectAverage(
  { ema, present, average, logits, estimated }: AverageCase,
  options: LoadOptions,
): Promise<void> {
  const { load } = trainingModule(averaged(ema), 'averaged', options.device === 'webgpu' ? 'webgpu' : 'cpu');
  const weights = Object.fromEntries(
    Object.entries(initial).map(([name, values]) => [name, Float32Array.from(values)]),
  );
  const [net, undisturbed] = [await load({ ...options, weights }), await load({ ...options, weights })];
  expect(await net.averagedStateDict()).toEqual(weights);
  for (let step = 0; step < steps; step++) {
    const batch = { ...averagedBatch(step), learningRate };
    await undisturbed.trainStep(batch);
    await net.trainStep(batch);
    await net.predictAveraged(averagedBatch(step).images);
  }
  expectClose(await net.stateDict(), present);
  expectClose(await net.averagedStateDict(), average);
  const { images, labels } = averagedBatch(9);
  const plain = await net.predict(images);
  (await net.predictAveraged(images)).forEach((logit, index) => expect(logit).toBeCloseTo(logits[index]!, 4));
  expect(plain).toEqual(await undisturbed.predict(images));
  expect(plain).not.toEqual(await net.predictAveraged(images));

  const before = await net.stateDict();
  for (const [index, step] of estimatedOn.entries())
    await net.estimateStatistics({ images: averagedBatch(step).images, index });
  const found = await net.averagedStateDict();
  expectClose(found, estimated);
  expect(await net.stateDict()).toEqual(before);
  const loaded = await load({ ...options, weights: found });
  expect(await net.evaluateAveraged({ images, labels })).toEqual(await loaded.evaluate({ images, labels }));
  await loaded.restore(await net.checkpoint());
  expect(await loaded.averagedStateDict()).toEqual(found);

  // What is done with the average changes no step.
  const next = { ...averagedBatch(6), learningRate };
  expect(await net.trainStep(next)).toEqual(await undisturbed.trainStep(next));
  expect(await net.stateDict()).toEqual(await undisturbed.stateDict());
  await loaded.trainStep(next);
  expect(await loaded.averagedStateDict()).toEqual(await net.averagedStateDict());
  await Promise.all([net, undisturbed, loaded].map((each) => each.dispose()));
}

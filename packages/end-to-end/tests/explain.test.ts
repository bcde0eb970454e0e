import { globalAveragePool, dense, network, resnet, sgd, training } from '@resnet-compile/dsl';
import { stagesOf, type TargetName } from '@resnet-compile/driver';
import {
  explainedImages,
  explainedNetwork,
  explanationCases,
  filledWeights,
  useSoftwareVulkan,
  type ExplanationCase,
} from '@resnet-compile/testing';
import { describe, expect, test } from 'vitest';
import { compiledModule } from './compiled-module.ts';
import { batchAt, trainingModule } from './training-module.ts';

await useSoftwareVulkan();
const gpu = (await import('webgpu')).create([]);

/** float32 beside PyTorch's float64: relative to the largest. */
function expectNear(found: ArrayLike<number>, expected: readonly number[], what: string): void {
  const most = Math.max(...expected.map(Math.abs));
  expect(found.length, what).toBe(expected.length);
  expected.forEach((value, at) => expect(Math.abs(found[at]! - value) / most, `${what} ${at}`).toBeLessThan(2e-5));
}

const oneHot = (classes: readonly number[], count: number): Float32Array =>
  Float32Array.from({ length: classes.length * count }, (_, at) =>
    Number(classes[Math.floor(at / count)] === at % count),
  );

/** Of the first three channels of each image. */
function firstChannels(
  values: Float32Array,
  [channels, height, width]: readonly [number, number, number],
): readonly number[] {
  const pixels = height * width;
  return Array.from({ length: values.length / (channels * pixels) }, (_, n) =>
    Array.from(values.subarray(n * channels * pixels, (n * channels + 3) * pixels)),
  ).flat();
}

async function expectPyTorch(each: ExplanationCase, target: TargetName, options: object): Promise<void> {
  const { load, model } = compiledModule(explainedNetwork(each), target);
  const net = await load({ ...options, weights: filledWeights(model.parameters) });
  const images = explainedImages(each);
  const found = await net.explain!(images, oneHot(each.classes, model.classes));
  expectNear(found['logits']!, each.logits, 'logits');
  const plain = await net.run(images);
  for (const [name, values] of Object.entries(plain)) expect(values, name).toEqual(found[name]);
  expect(Object.keys(found)).toEqual([
    'logits',
    ...Object.keys(each.explained),
    ...Object.keys(each.explained).map((name) => `gradient ${name}`),
  ]);
  for (const [name, { shape, gradients }] of Object.entries(each.explained))
    expectNear(firstChannels(found[`gradient ${name}`]!, shape), gradients, `gradient ${name}`);
  await net.dispose();
}

describe("the gradients of a class are PyTorch's", () => {
  const targets: readonly (readonly [TargetName, object])[] = [
    ['cpu', { device: 'cpu' }],
    ['js', { device: 'cpu' }],
    ['webgpu', { device: 'webgpu', gpu }],
  ];
  describe.each(targets)('%s', (target, options) => {
    test.each(explanationCases.map((each) => [Object.keys(each.explained).join(), each] as const))('%s', (_, each) =>
      expectPyTorch(each, target, options),
    );
  });
});

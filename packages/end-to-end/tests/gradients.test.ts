import {
  batchNorm,
  conv,
  dense,
  dropout,
  globalAveragePool,
  identity,
  network,
  residual,
  resnet,
  silu,
  training,
} from '@resnet-compile/dsl';
import { stagesOf } from '@resnet-compile/driver';
import {
  differentiatedBatch,
  differentiatedNetwork,
  filledWeights,
  lossGradients,
  useSoftwareVulkan,
} from '@resnet-compile/testing';
import { expect, test } from 'vitest';
import { expectNear } from './near-gradients.ts';
import { leftOut, thorough } from './thorough.ts';
import { batchAt, everything, trainingModule } from './training-module.ts';

await useSoftwareVulkan();
const gpu = (await import('webgpu')).create([]);

const everywhere = [
  ['cpu', { device: 'cpu' }],
  ['cpu', { device: 'cpu', threads: 2 }],
  ['cpu', { device: 'cpu', worker: true }],
  // SwiftShader takes ten seconds for the shaders of each.
  ...(thorough ? [['webgpu', { device: 'webgpu', gpu }] as const] : []),
] as const;

test.each(everywhere)(
  `the gradients of the loss are PyTorch's, and nothing changes: %s, %o${leftOut && ', and WebGPU only with RESNET_COMPILE_THOROUGH=1'}`,
  async (target, where) => {
    const { layers, loss, gradients } = lossGradients;
    const { load, model } = trainingModule(training(differentiatedNetwork(), { gradients: layers }), 'model', target);
    expect(model.gradients?.map(({ name }) => name)).toEqual(layers);
    const load1 = () => load({ ...where, weights: filledWeights(model.parameters) });
    const [net, other] = [await load1(), await load1()];
    const batch = differentiatedBatch();
    const before = await everything(net);
    const found = await net.gradients(batch);
    expect(found.loss).toBeCloseTo(loss, 5);
    expectNear(found.gradients, gradients, 2e-5);
    expect(await everything(net)).toBe(before);
    // A step is as if nothing had been asked.
    const step = { ...batch, learningRate: 0.1 };
    const made = await net.trainStep(step);
    expect(await other.trainStep(step)).toEqual(made);
    expect(made).toEqual({ loss: found.loss, correct: found.correct });
    expect(await everything(net)).toBe(await everything(other));
    await Promise.all([net.dispose(), other.dispose()]);
  },
);

/** An identity in front is by what the loss is differentiated by the images. */
const cut = training(
  network(
    { input: [2, 4, 3] },
    {
      images: identity(),
      conv: conv(4, { kernel: 3 }),
      body: residual({ body: [batchNorm(), silu(), dropout(0.3), conv(4)] }),
      pool: globalAveragePool(),
      fc: dense(3),
    },
  ),
  { accumulate: 2, gradients: ['images', 'body'] },
);

test.each([
  ['cpu', { device: 'cpu' }, 1],
  ['webgpu', { device: 'webgpu', gpu }, 12],
] as const)('by parts of a batch, with dropout, by finite differences: %s', async (target, where, every) => {
  const { load, model } = trainingModule(cut, 'cut', target);
  const net = await load({ ...where, seed: 5 });
  const batch = batchAt(model, 0, 6);
  await net.trainStep({ ...batch, learningRate: 0.1 });
  const { gradients } = await net.gradients({ ...batch, of: ['images', 'body'] });
  expect(Object.keys(gradients)).toEqual(['images', 'body']);
  expect(gradients['body']!.length).toBe(6 * 4 * 4 * 3);
  const h = 0.02;
  const lossAt = async (at: number, change: number): Promise<number> => {
    const images = batch.images.slice();
    images[at]! += change;
    return (await net.gradients({ images, labels: batch.labels, of: ['fc.bias'] })).loss;
  };
  const differences: number[] = [];
  for (let at = 0; at < batch.images.length; at += every)
    differences.push(((await lossAt(at, h)) - (await lossAt(at, -h))) / (2 * h));
  const own = gradients['images']!.filter((_, at) => at % every === 0);
  expectNear({ own }, { own: differences }, 5e-3);
  await net.dispose();
});

const small = { stages: [1], width: 4, stem: 'cifar', input: [3, 5, 5], classes: 3 } as const;

test('whoever names no layers has those by parameters; what is frozen has none; names may be patterns', async () => {
  const { load, model } = trainingModule(training(resnet(small), { freeze: ['conv1', 'bn1'] }));
  expect('gradients' in model).toBe(false);
  const net = await load({ device: 'cpu', seed: 1 });
  const batch = batchAt(model, 0, 4);
  const keysOf = async (of?: string[]) => Object.keys((await net.gradients({ ...batch, ...(of && { of }) })).gradients);
  expect(await keysOf()).toEqual(
    model.parameters.flatMap(({ name, kind, frozen }) => (kind === 'parameter' && !frozen ? [name] : [])),
  );
  expect(await keysOf(['fc.*', 'layer1.0.conv?.weight'])).toEqual([
    'layer1.0.conv1.weight',
    'layer1.0.conv2.weight',
    'fc.weight',
    'fc.bias',
  ]);
  await expect(net.gradients({ ...batch, of: ['layer1.0.conv1.wieght'] })).rejects.toThrow(
    /^model: gradients: of "layer1.0.conv1.wieght" fits none of the 8 names; did you mean "layer1.0.conv1.weight"\?/,
  );
  await expect(net.gradients({ ...batch, of: 'fc' as never })).rejects.toThrow(
    'model: gradients: of is "fc"; expected a list of names or patterns, such as [\'fc.*\']',
  );
  await expect(net.gradients({ ...batch, with: 1 } as never)).rejects.toThrow(
    'model: gradients: there is no option "with"',
  );
  // Where a step would throw, there is something to be looked at.
  const nothing = await net.gradients({ ...batch, images: batch.images.map(() => NaN), of: ['fc.bias'] });
  expect(nothing.loss).toBeNaN();
  expect((await net.gradients({ ...batch, of: ['fc.bias'] })).loss).not.toBeNaN();
  await net.dispose();
});

test.each([
  [['layer9'], "gradients: no layer has the path 'layer9'", "did you mean 'layer1'?"],
  [['layer1', 'layer1'], 'gradients is ["layer1","layer1"]; expected a list of layers\' paths, each once', ''],
])('%j is refused', (gradients, message, hint) => {
  const declared = training(resnet(small), { gradients });
  const stages = stagesOf(declared, { name: 'model' });
  const [problem] = 'problems' in stages ? stages.problems : declared.problems;
  expect(problem?.message).toContain(message);
  expect(problem?.hint ?? '').toContain(hint);
  expect(problem?.position?.file).toContain('gradients.test.ts');
});

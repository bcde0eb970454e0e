import { simplify } from '@resnet-compile/compiler';
import {
  averagePool,
  batchNorm,
  concatenate,
  conv,
  dense,
  dropout,
  globalAveragePool,
  groupNorm,
  maxPool,
  network,
  pad,
  padChannels,
  relu,
  residual,
  resnet,
  sequential,
  sgd,
  shared,
  silu,
  subsample,
  training,
} from '@resnet-compile/dsl';
import { stagesOf, type TargetName } from '@resnet-compile/driver';
import { runTaps, toState, toValues } from '@resnet-compile/reference';
import {
  explainedImages,
  explainedNetwork,
  explanationCases,
  filledWeights,
  fillState,
  images,
  useSoftwareVulkan,
  type ExplanationCase,
} from '@resnet-compile/testing';
import { describe, expect, test } from 'vitest';
import { built } from './built.ts';
import { compiledModule } from './compiled-module.ts';
import { leftOut, thorough } from './thorough.ts';
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

// SwiftShader takes some seconds for the shaders of each.
const targets: readonly (readonly [TargetName, object])[] = [
  ['cpu', { device: 'cpu' }],
  ['js', { device: 'cpu' }],
  ...(thorough ? [['webgpu', { device: 'webgpu', gpu }] as const] : []),
];

describe("the gradients of a class are PyTorch's", () => {
  describe.each(targets)('%s', (target, options) => {
    test.each(explanationCases.map((each) => [Object.keys(each.explained).join(), each] as const))('%s', (_, each) =>
      expectPyTorch(each, target, options),
    );
  });
  test.skipIf(thorough)('webgpu, by one layer; by all only with RESNET_COMPILE_THOROUGH=1', async () => {
    const [, each] = explanationCases as readonly [ExplanationCase, ExplanationCase];
    const [name, layer] = Object.entries(each.explained).at(-1)!;
    await expectPyTorch({ ...each, explained: { [name]: layer } }, 'webgpu', { device: 'webgpu', gpu });
  });
});

/** What PyTorch's cases have not: pools and pads of all kinds, shortcuts without parameters, groups of one channel, a shared layer. */
const again = shared(sequential([conv(6, { kernel: 3, groups: 6 }), relu()]));
const various = network(
  { input: [3, 17, 14], explain: ['first', 'first.conv', 'body.0'] },
  {
    first: sequential({ conv: conv(6, { kernel: 3 }), act: silu() }),
    pad: pad([1, 2, 0, 1], { mode: 'reflection' }),
    again,
    average: averagePool({ kernel: 3, stride: 2, padding: 1 }),
    once: again,
    body: sequential([
      residual({
        body: [conv(12, { kernel: 3, stride: 2 }), groupNorm({ groups: 3 })],
        shortcut: [subsample(2), padChannels({ before: 2, after: 4 })],
      }),
      pad(1),
      maxPool({ kernel: 3, stride: 2 }),
    ]),
    both: concatenate({ a: conv(5), b: sequential([dropout(0.5), batchNorm(), relu()]) }),
    pool: globalAveragePool(),
    fc: dense(4),
  },
);

describe('of layers of all kinds, by the interpreter in float64', () => {
  const stages = built(various, 'model');
  const explained = simplify(stages.graph, { explain: various.explain! });
  const batch = 3;
  const pictures = images(0, [batch, ...various.input]);
  const rows = oneHot([2, 0, 3], 4);

  test.each(targets)(`%s${leftOut && ', and WebGPU only with RESNET_COMPILE_THOROUGH=1'}`, async (target, options) => {
    const { load, model } = compiledModule(various, target);
    const weights = filledWeights(model.parameters);
    const inputs = {
      images: toValues(pictures),
      targets: toValues({ shape: [batch, 4], data: rows }),
      state: toState(fillState(model.parameters)),
    };
    const expected = runTaps(explained, inputs);
    const net = await load({ ...options, weights });
    const found = await net.explain!(pictures.data, rows);
    for (const { name } of explained.taps) expectNear(found[name]!, [...expected.get(name)!.data], name);
    await net.dispose();
  });
});

const small = { stages: [1, 1], width: 8, stem: 'cifar', input: [3, 9, 7], classes: 3, explain: ['layer1'] } as const;

test('in a worker, on three threads, in parts of any size, beside other calls: the same bits', async () => {
  const { load, model } = compiledModule(resnet(small));
  const weights = filledWeights(model.parameters);
  const pictures = images(0, [5, ...model.input]).data;
  const rows = oneHot([0, 1, 2, 0, 1], 3);
  const alone = await load({ device: 'cpu', weights });
  const expected = await alone.explain!(pictures, rows);
  const one = pictures.length / 5;
  const last = await alone.explain!(pictures.subarray(4 * one), rows.subarray(12));
  for (const [name, values] of Object.entries(last)) expect(values).toEqual(expected[name]!.subarray(-values.length));
  for (const options of [{ worker: true }, { threads: 3 }] as const) {
    const net = await load({ device: 'cpu', weights, ...options });
    const [logits, found] = await Promise.all([net.predict(pictures), net.explain!(pictures, rows)]);
    expect(found).toEqual(expected);
    expect(logits).toEqual(expected['logits']);
    await net.dispose();
  }
  // Linear in the weights.
  const twice = await alone.explain!(
    pictures,
    rows.map((value) => 2 * value),
  );
  expectNear(
    twice['gradient layer1']!,
    [...expected['gradient layer1']!].map((value) => 2 * value),
    'twice',
  );
  await alone.dispose();
});

test('a module that trains explains by the parameters that it has then', async () => {
  const { load, model } = trainingModule(training(resnet(small), { optimizer: sgd() }));
  const net = await load({ device: 'cpu', weights: filledWeights(model.parameters) });
  const batch = batchAt(model, 1, 4);
  await net.trainStep({ ...batch, learningRate: 0.1 });
  const found = await net.explain!(batch.images, oneHot([...batch.labels], 3));
  const plain = compiledModule(resnet(small));
  const again = await plain.load({ device: 'cpu', weights: await net.stateDict() });
  expect(await again.explain!(batch.images, oneHot([...batch.labels], 3))).toEqual(found);
  await Promise.all([net.dispose(), again.dispose()]);
});

test('whoever names nothing has nothing of it; weights of another length are refused', async () => {
  const { explain: _, ...options } = small;
  const plain = await compiledModule(resnet(options)).load({ device: 'cpu' });
  expect('explain' in plain).toBe(false);
  expect('explains' in plain.model).toBe(false);
  await plain.dispose();
  const net = await compiledModule(resnet(small)).load({ device: 'cpu' });
  await expect(net.explain!(new Float32Array(3 * 9 * 7), new Float32Array(4))).rejects.toThrow(
    'model: weights have 4 values; expected N×classes = 1×3',
  );
  await net.dispose();
});

test.each([
  [['layer9'], "explain: no layer has the path 'layer9'", "did you mean 'layer1'?"],
  [['layer1', 'layer1'], 'explain is ["layer1","layer1"]; expected a list of layers\' paths, each once'],
  [['fc'], "explain: 'fc' gives N×3; expected maps, N×C×H×W", 'name a layer before the classifier'],
])('%j is refused', (explain, message, hint = '') => {
  const stages = stagesOf(resnet({ ...small, explain }), { name: 'model' });
  const [problem] = 'problems' in stages ? stages.problems : [];
  expect(problem?.message).toContain(message);
  expect(problem?.hint ?? '').toContain(hint);
});

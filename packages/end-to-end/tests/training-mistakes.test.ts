import {
  adamW,
  batchNorm,
  concatenate,
  conv,
  crossEntropy,
  dense,
  globalAveragePool,
  network,
  normalize,
  relu,
  resnet,
  sequential,
  sgd,
  training,
} from '@resnet-compile/dsl';
import type { StepOptions, TrainingNetwork } from '@resnet-compile/runtime';
import { fillState } from '@resnet-compile/testing';
import { writeSafetensors } from '@resnet-compile/weights';
import { describe, expect, test, vi } from 'vitest';
import { batchAt, everything, trainingModule, trainOn } from './training-module.ts';

const { load, model } = trainingModule(
  training(resnet({ stages: [1, 1], width: 8, stem: 'cifar', input: [3, 9, 7], classes: 5 }), {
    accumulate: 2,
    ema: 0.9,
  }),
);
const good = { ...batchAt(model, 3, 4), learningRate: 0.01 };
const soft = (...first: readonly number[]): Float32Array =>
  Float32Array.from({ length: 20 }, (_, index) => first[index] ?? 0.2);

/** Trains a little, has a call rejected, and expects the network to be what it was: its state and what it does next. */
async function changesNothing(
  module: Pick<ReturnType<typeof trainingModule>, 'load' | 'model'>,
  call: (net: TrainingNetwork) => Promise<unknown>,
  error: Error | RegExp,
): Promise<void> {
  const [net, other] = [await module.load(), await module.load()];
  await Promise.all([net, other].map((each) => trainOn(each, module.model, 0, 2)));
  const before = await everything(net);
  await expect(call(net)).rejects.toThrow(error);
  expect(await everything(net)).toBe(before);
  const { images } = batchAt(module.model, 8, 3);
  expect(await net.predict(images)).toEqual(await other.predict(images));
  expect(await trainOn(net, module.model, 2, 4)).toEqual(await trainOn(other, module.model, 2, 4));
  expect(await everything(net)).toBe(await everything(other));
}

describe('a step that cannot be taken says why, and changes nothing', () => {
  test.each<readonly [string, Partial<Record<keyof StepOptions, unknown>>, Error | RegExp]>([
    [
      'a class too high',
      { labels: Int32Array.of(0, 1, 5, 2) },
      new TypeError('model: the label of image 2 is 5; expected 0 to 4'),
    ],
    [
      'a class below 0',
      { labels: Int32Array.of(0, -1, 0, 2) },
      new TypeError('model: the label of image 1 is -1; expected 0 to 4'),
    ],
    [
      'too few labels',
      { labels: Int32Array.of(0, 1, 2) },
      new TypeError('model: 3 labels for 4 images; expected one each'),
    ],
    [
      'labels in an array',
      { labels: [0, 1, 2, 3] },
      new TypeError('model: labels are [0,1,2,3]; expected an Int32Array of classes or a Float32Array of N×classes'),
    ],
    [
      'no labels',
      { labels: undefined },
      new TypeError(
        'model: trainStep: labels is missing; expected an Int32Array of classes or a Float32Array of N×classes',
      ),
    ],
    [
      'too few soft labels',
      { labels: new Float32Array(4) },
      new TypeError('model: labels have 4 values; expected N×classes = 4×5 = 20'),
    ],
    [
      'a soft label above 1',
      { labels: soft(0, 0, 0, 0, 0, 0, 1.5) },
      new TypeError('model: the label of image 1 has 1.5 for class 1; expected a probability'),
    ],
    [
      'a soft label below 0',
      { labels: soft(-0.5) },
      new TypeError('model: the label of image 0 has -0.5 for class 0; expected a probability'),
    ],
    [
      'a soft label that is NaN',
      { labels: soft(0, NaN) },
      new TypeError('model: the label of image 0 has NaN for class 1; expected a probability'),
    ],
    [
      'images of another size',
      { images: new Float32Array(4 * 189 - 1) },
      new TypeError('model: images have 755 values; expected a multiple of 3×9×7 = 189'),
    ],
    [
      'no images',
      { images: new Float32Array(0) },
      new TypeError('model: there are no images: their array is empty; expected 3×9×7 = 189 values for each'),
    ],
    [
      'images in an array',
      { images: [1, 2, 3] },
      new TypeError('model: images are [1,2,3]; expected a Float32Array or Uint8Array'),
    ],
    [
      'a learning rate that is NaN',
      { learningRate: NaN },
      new RangeError('model: trainStep: learningRate is NaN; expected a number of at least 0 that a float32 can hold'),
    ],
    [
      'no learning rate',
      { learningRate: undefined },
      new TypeError(
        'model: trainStep: learningRate is missing; expected a number of at least 0 that a float32 can hold',
      ),
    ],
    [
      'a learning rate in a string',
      { learningRate: '0.1' },
      new TypeError('model: trainStep: learningRate is "0.1"; expected a number of at least 0 that a float32 can hold'),
    ],
    [
      'a learning rate beyond float32',
      { learningRate: 1e300 },
      new RangeError(
        'model: trainStep: learningRate is 1e+300; expected a number of at least 0 that a float32 can hold',
      ),
    ],
    [
      'a learning rate below 0',
      { learningRate: -1 },
      new RangeError('model: trainStep: learningRate is -1; expected a number of at least 0 that a float32 can hold'),
    ],
    [
      'a batch that is not divisible',
      batchAt(model, 0, 3),
      new TypeError('model: 3 images cannot be cut into 2 equal parts (accumulate)'),
    ],
    [
      'gradients of another length',
      { onGradients: () => new Float32Array(3) },
      new TypeError('onGradients returned 3 values; expected a Float32Array of 5325'),
    ],
    [
      'gradients that are none',
      { onGradients: () => undefined },
      new TypeError('onGradients returned undefined; expected a Float32Array of 5325'),
    ],
    [
      'an onGradients that throws',
      {
        onGradients: () => {
          throw new Error('no connection');
        },
      },
      new Error('no connection'),
    ],
    [
      'gradients that are made NaN',
      { onGradients: (values: Float32Array) => values.map(() => NaN) },
      /^model: step 3: a gradient is not finite; the step changed nothing\. Check the images and labels of this batch, or lower the learning rate\.$/,
    ],
  ])('%s', async (_, options, error) =>
    changesNothing({ load, model }, (net) => net.trainStep({ ...good, ...options } as never), error),
  );

  test('evaluate says the same of labels', async () => {
    const net = await load();
    await expect(net.evaluate({ images: good.images, labels: Int32Array.of(0) })).rejects.toThrow(
      new TypeError('model: 1 labels for 4 images; expected one each'),
    );
  });

  test('batch norm over a single value', async () => {
    const one = trainingModule(
      network({ input: [4, 1, 1] }, { conv: conv(3), bn: batchNorm(), pool: globalAveragePool(), fc: dense(2) }),
    );
    await changesNothing(
      one,
      (net) => net.trainStep({ ...batchAt(one.model, 0, 1), learningRate: 0.1 }),
      new TypeError('model: batch norm over a single value: a batch of 1 on a 1×1 map; train with larger batches'),
    );
    expect(
      Number.isFinite((await (await one.load()).trainStep({ ...batchAt(one.model, 0, 2), learningRate: 0.1 })).loss),
    ).toBe(true);
  });

  test('a batch that does not fit', async () => {
    const wide = trainingModule(
      network(
        { input: [1, 32, 32] },
        {
          conv: conv(512, { kernel: 3 }),
          bn: batchNorm(),
          relu: relu(),
          conv2: conv(8),
          pool: globalAveragePool(),
          fc: dense(2),
        },
      ),
    );
    await changesNothing(
      wide,
      (net) =>
        net.trainStep({ images: new Float32Array(4000 * 1024), labels: new Int32Array(4000), learningRate: 0.1 }),
      /^a batch of 4000 needs \d+\.\d\d GiB, WebAssembly has 4\.00 GiB; train with smaller batches, or declare accumulate$/,
    );
  });
});

describe('what is not finite', () => {
  const images = (image: number, value: number): Float32Array =>
    good.images.map((pixel, index) => (Math.floor(index / 189) === image ? value : pixel));
  const said = (what: string, layer: string): RegExp =>
    new RegExp(
      `^model: step 3: ${what}; it began in ${layer}; the step changed nothing\\. Check the images and labels of this batch, or lower the learning rate\\.$`,
    );
  test.each<readonly [string, Float32Array, RegExp]>([
    ['NaN in the first part', images(0, NaN), said('the loss is NaN', 'conv1')],
    ['NaN in the last part', images(3, NaN), said('the loss is NaN', 'conv1')],
    ['infinity', images(1, Infinity), said('the loss is (NaN|-?Infinity)', 'conv1')],
    ['pixels whose convolution overflows', images(2, 3e38), said('the loss is (NaN|-?Infinity)', 'conv1')],
    ['pixels whose variance overflows', images(1, 1e30), said('.+', '(bn1|conv1)')],
    [
      'pixels whose variance overflows, and no gradient',
      images(1, 1e20),
      /^model: step 3: bn1\.running_var is not finite; the step changed nothing\. Check/,
    ],
  ])('%s', async (_, wrong, error) => {
    await changesNothing({ load, model }, (net) => net.trainStep({ ...good, images: wrong }), error);
    await expect((await load()).trainStep({ ...good, images: wrong })).rejects.toMatchObject({
      name: 'NonFiniteError',
    });
  });

  test('pixels of any size: a step is taken and all is finite, or it changes nothing', async () => {
    for (let exponent = 4; exponent <= 38; exponent++) {
      for (const wrong of [images(1, 10 ** exponent), good.images.map((pixel) => pixel * 10 ** (exponent - 1))]) {
        const net = await load();
        const before = await everything(net);
        const failed = await net.trainStep({ ...good, images: wrong }).then(
          () => undefined,
          (error: Error) => error.name,
        );
        if (failed)
          expect([exponent, failed, (await everything(net)) === before]).toEqual([exponent, 'NonFiniteError', true]);
        else
          for (const [name, values] of Object.entries(await net.stateDict()))
            expect([exponent, name, values.every(Number.isFinite)]).toEqual([exponent, name, true]);
      }
    }
  });

  test('in a network whose images are overwritten within the step', async () => {
    const module = trainingModule(
      network(
        { input: [3, 9, 7] },
        {
          scale: normalize({ mean: [0.4, 0.5, 0.6], std: [0.2, 0.2, 0.3] }),
          act: relu(),
          both: concatenate({ a: conv(4, { kernel: 3 }), b: sequential({ conv: conv(3), relu: relu() }) }),
          bn: batchNorm(),
          pool: globalAveragePool(),
          fc: dense(5),
        },
      ),
    );
    await changesNothing(
      module,
      (net) => net.trainStep({ ...good, images: images(3, NaN) }),
      said('the loss is NaN', '\\S+'),
    );
  });
});

describe('a checkpoint that is none of this network', () => {
  const tiny = (classes: number, optimizer: Parameters<typeof training>[1]) =>
    trainingModule(
      training(
        network({ input: [1, 3, 3] }, { conv: conv(2, { bias: true }), pool: globalAveragePool(), fc: dense(classes) }),
        optimizer,
      ),
      'tiny',
    );
  const own = tiny(2, { optimizer: sgd() });
  const checkpointOf = async ({ load: start }: typeof own): Promise<Uint8Array> => (await start()).checkpoint();
  const rejected = (bytes: Uint8Array, error: Error | RegExp): Promise<void> =>
    changesNothing(own, (net) => net.restore(bytes), error);

  test('of another network', async () =>
    rejected(
      await checkpointOf(tiny(3, { optimizer: sgd() })),
      new Error(`tiny: this checkpoint is of another network or optimiser:
  fc.weight is 3×2, expected 2×2
  fc.bias is 3, expected 2
  optimizer.0.fc.weight is 3×2, expected 2×2
  optimizer.0.fc.bias is 3, expected 2
Its weights alone can be loaded: load({ weights: checkpoint })`),
    ));
  test('of an optimiser with more moments', async () =>
    rejected(
      await checkpointOf(tiny(2, { optimizer: adamW() })),
      new Error(`tiny: this checkpoint is of another network or optimiser:
  optimizer.kind was "adamW", and is "sgd"
  optimizer.weightDecay was 0.01, and is 0.0001
  unexpected optimizer.1.conv.weight
  unexpected optimizer.1.conv.bias
  unexpected optimizer.1.fc.weight
  unexpected optimizer.1.fc.bias
Its weights alone can be loaded: load({ weights: checkpoint })`),
    ));
  test('of an optimiser with fewer', async () =>
    rejected(
      await checkpointOf(tiny(2, { optimizer: sgd({ momentum: 0 }) })),
      new Error(`tiny: this checkpoint is of another network or optimiser:
  optimizer.momentum was 0, and is 0.9
  missing optimizer.0.conv.weight (2×1×1×1)
  missing optimizer.0.conv.bias (2)
  missing optimizer.0.fc.weight (2×2)
  missing optimizer.0.fc.bias (2)
Its weights alone can be loaded: load({ weights: checkpoint })`),
    ));
  test('with an average that is not declared', async () =>
    rejected(
      await checkpointOf(tiny(2, { ema: 0.5 })),
      /^tiny: this checkpoint is of another network or optimiser:\n {2}unexpected average\.conv\.weight\n/,
    ));
  test('weights alone', async () =>
    rejected(
      writeSafetensors(Array.from(fillState(own.model.parameters), ([name, tensor]) => ({ name, ...tensor }))),
      new Error(
        'tiny: this is no checkpoint of a training module (its format is "not given", expected "resnet-compile checkpoint 1"); weights are loaded with loadStateDict',
      ),
    ));
  test.each<[Parameters<typeof sgd>[0], string]>([
    [{ momentum: 0.5 }, 'optimizer.momentum was 0.5, and is 0.9'],
    [{ nesterov: true }, 'optimizer.nesterov was true, and is false'],
    [{ weightDecay: 0.01 }, 'optimizer.weightDecay was 0.01, and is 0.0001'],
    [{ decay: 'weights' }, 'optimizer.decay was "weights", and is "all"'],
  ])('of an optimiser of other values: %o', async (options, said) =>
    rejected(
      await checkpointOf(tiny(2, { optimizer: sgd(options) })),
      new Error(`tiny: this checkpoint is of another network or optimiser:
  ${said}
Its weights alone can be loaded: load({ weights: checkpoint })`),
    ),
  );
  test('of another loss, of other parts of a batch: it is taken, with a warning that has both', async () => {
    const bytes = await checkpointOf(
      tiny(2, { optimizer: sgd(), loss: crossEntropy({ labelSmoothing: 0.1 }), accumulate: 2, clipNorm: 1 }),
    );
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const net = await own.load();
    await net.restore(bytes);
    expect(warn.mock.calls).toEqual([
      [
        "tiny: this checkpoint was made by another declaration: loss.labelSmoothing was 0.1, and is 0; clipNorm was 1, and is null; accumulate was 2, and is 1: training goes on with this one's",
      ],
    ]);
    vi.restoreAllMocks();
    await net.dispose();
  });
  test('truncated', async () => {
    const bytes = await checkpointOf(own);
    await rejected(
      bytes.subarray(0, bytes.length - 4),
      /^safetensors: optimizer\.0\.fc\.bias takes bytes 72 to 80 of the data, but the file has 76; the file is truncated: download it again$/,
    );
    await rejected(
      bytes.subarray(0, 100),
      /^safetensors: the header should take bytes 8 to \d+, but the file has 100 bytes; the file is truncated/,
    );
    await rejected(new Uint8Array(0), /^safetensors: the file is empty; expected a safetensors file/);
  });
  test('made by other kernels: it is taken, with a warning', async () => {
    const net = await own.load({ seed: 1 });
    const bytes = await net.checkpoint();
    const text = Buffer.from(bytes).toString('latin1');
    const [, fingerprint] = /"fingerprint":"([0-9a-f]{16})"/.exec(text)!;
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const other = await own.load({ seed: 2 });
    await other.restore(Buffer.from(text.replace(fingerprint!, '0123456789abcdef'), 'latin1'));
    expect(warn.mock.calls).toEqual([
      [
        `tiny: other kernels made this checkpoint (0123456789abcdef, these are ${fingerprint}): training goes on, but not bit for bit`,
      ],
    ]);
    warn.mockClear();
    expect(await other.stateDict()).toEqual(await net.stateDict());
    await other.restore(bytes);
    expect(warn).not.toHaveBeenCalled();
    warn.mockRestore();
  });
});

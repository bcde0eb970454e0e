import { hub, writeSafetensors } from '@resnet-compile/weights';
import { serveHub } from '@resnet-compile/testing/hub-server';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { classifier, DataError, type Classifier, type Picture } from '../src/index.ts';
import { imagenet1k } from '../src/imagenet-1k.ts';
import { bytesOf, fixtures, pathOf } from './fixtures.ts';
import { smallModule, type SmallModule } from './small-module.ts';

const labels = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];
const preprocess = {
  crop: 0.95,
  interpolation: 'bicubic',
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
} as const;

let small: SmallModule;
let classify: Classifier;

beforeAll(async () => {
  small = smallModule('small');
  classify = await classifier(small.load, { weights: small.weights, device: 'cpu', labels, preprocess });
});

describe('what Pillow, PyTorch and its softmax say of a picture', () => {
  test.each(fixtures.seen.map((one) => [one.picture, one] as const))(
    '%s',
    async (picture, { probabilities, features }) => {
      const found = await classify(pathOf(picture), { top: 10 });
      expect(found.map(({ label }) => label)).toEqual(
        labels.toSorted((a, b) => probabilities[labels.indexOf(b)]! - probabilities[labels.indexOf(a)]!),
      );
      for (const { label, score } of found) expect(score).toBeCloseTo(probabilities[labels.indexOf(label)]!, 6);
      expect(found.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 6);
      const embedding = await classify.embed(pathOf(picture));
      expect(embedding.length).toBe(features.length);
      for (const [at, value] of embedding.entries()) expect(value).toBeCloseTo(features[at]!, 5);
    },
  );

  test('of a network that normalises by itself: padding has the values that it has there', async () => {
    const { mean, std, ...rest } = preprocess;
    const own = smallModule('own', { normalize: { mean, std } });
    const again = await classifier(own.load, { weights: own.weights, device: 'cpu', labels, preprocess: rest });
    for (const { picture, probabilities } of fixtures.seen) {
      for (const { label, score } of await again(pathOf(picture), { top: 10 }))
        expect(score).toBeCloseTo(probabilities[labels.indexOf(label)]!, 6);
    }
    await again.dispose();
  });
});

const address = (bytes: Uint8Array): string => `data:image/png;base64,${Buffer.from(bytes).toString('base64')}`;
const png = 'rgb.png';

test('paths, addresses, Blobs, Files and bytes of any memory are the same picture', async () => {
  const bytes = bytesOf(png);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  const pictures: readonly Picture[] = [
    pathOf(png),
    pathToFileURL(pathOf(png)),
    pathToFileURL(pathOf(png)).href,
    address(bytes),
    new Blob([bytes]),
    new File([bytes], 'cat.png'),
    bytes,
    Buffer.from(bytes),
    bytes.buffer,
    shared,
  ];
  const expected = await classify(pathOf(png));
  expect(expected.length).toBe(5);
  const found = await classify(pictures);
  expect(found).toEqual(pictures.map(() => expected));
});

test('an ImageData is its pixels, without its alpha', async () => {
  const [width, height] = [40, 30];
  const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, at) => (at * 37) % 256);
  const opaque = data.map((value, at) => (at % 4 === 3 ? 255 : value));
  const [a, b, c] = await classify([
    { data, width, height },
    { data: opaque, width, height },
    { data: new Uint8Array(data), width, height },
  ]);
  expect(a).toEqual(b);
  expect(a).toEqual(c);
});

test('lists of any length are computed in batches, and each is what it is alone', async () => {
  const pairs = await classifier(small.load, {
    weights: small.weights,
    device: 'cpu',
    labels,
    preprocess,
    batchSize: 2,
  });
  const pictures = fixtures.seen.slice(0, 5).map(({ picture }) => pathOf(picture));
  const sizes: number[] = [];
  const { predict } = pairs.network;
  vi.spyOn(pairs.network, 'predict').mockImplementation((images) => {
    sizes.push(images.length / 3072);
    return predict(images);
  });
  const found = await pairs(pictures, { top: 2 });
  expect(sizes).toEqual([2, 2, 1]);
  expect(found).toEqual(await Promise.all(pictures.map((picture) => classify(picture, { top: 2 }))));
  expect(await pairs([])).toEqual([]);
  await pairs.dispose();
});

test('of a long list, no more files are read at a time than are computed at a time', async () => {
  const few = await classifier(small.load, { weights: small.weights, device: 'cpu', labels, preprocess, batchSize: 3 });
  let [reading, most] = [0, 0];
  const file = {
    async arrayBuffer() {
      most = Math.max(most, ++reading);
      await new Promise((resolve) => setTimeout(resolve, 1));
      reading--;
      return bytesOf('tiny.png').buffer;
    },
  };
  expect((await few(Array.from({ length: 10 }, () => file))).length).toBe(10);
  expect(most).toBe(3);
  await few.dispose();
});

test('bytes and pixels are the caller’s again when a call returns', async () => {
  const expected = await classify([pathOf(png), pathOf('gray.png')]);
  const [bytes, other] = [bytesOf(png), bytesOf('gray.png')];
  const found = classify([bytes, other]);
  bytes.fill(0);
  other.fill(0);
  expect(await found).toEqual(expected);
  const pixels = { data: new Uint8ClampedArray(400).fill(200), width: 10, height: 10 };
  const light = await classify(pixels);
  const taken = classify(pixels);
  pixels.data.fill(0);
  expect(await taken).toEqual(light);
});

describe('labels', () => {
  test('without names, indices, which is said once', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const nameless = await classifier(small.load, { weights: small.weights, device: 'cpu', preprocess });
    const [{ label } = { label: '' }] = await nameless(pathOf(png));
    await nameless(pathOf(png));
    expect(label).toBe(`class ${labels.indexOf((await classify(pathOf(png)))[0]!.label)}`);
    expect(warn.mock.calls).toEqual([
      [
        "classifier: nobody says what the 10 classes of small are called, so they are called by their indices; pass labels: a list of names, or 'imagenet-1k'",
      ],
    ]);
    warn.mockRestore();
    await nameless.dispose();
  });

  test("ImageNet-1k's are those of the data that came with the registry", ({ skip }) => {
    const shared = process.env['RESNET_COMPILE_SHARED'];
    if (shared === undefined) return skip('RESNET_COMPILE_SHARED names no folder');
    const classes = JSON.parse(readFileSync(`${shared}/data/imagenet-classes.json`, 'utf8')) as { name: string }[];
    expect(imagenet1k).toEqual(classes.map(({ name }) => name));
  });

  test('and the preparation of weights by name are those of the registry', async () => {
    const thousand = smallModule('thousand', { classes: 1000 });
    const file = writeSafetensors(
      thousand.parameters.map(({ name, shape }) => ({ name, shape, data: thousand.weights[name]! })),
    );
    const server = await serveHub({ 'timm/resnet18.a1_in1k/model.safetensors': file });
    const weights = hub('timm/resnet18.a1_in1k', { endpoint: server.url, cache: false });
    const named = await classifier(thousand.load, { weights, device: 'cpu' });
    const asSaid = await classifier(thousand.load, {
      weights: thousand.weights,
      device: 'cpu',
      labels: 'imagenet-1k',
      preprocess: 'resnet18.a1_in1k',
    });
    const found = await named(pathOf(png));
    expect(named.labels).toBe(imagenet1k);
    expect(imagenet1k).toContain(found[0]!.label);
    expect(found).toEqual(await asSaid(pathOf(png)));
    server.close();
    await Promise.all([named.dispose(), asSaid.dispose()]);
  });
});

describe('mistakes', () => {
  const given = (): object => ({ weights: small.weights, device: 'cpu', labels, preprocess });
  test.each<readonly [object, string]>([
    [
      { label: labels },
      'classifier: there is no option "label"; did you mean labels? There are preprocess, labels, batchSize, maxPixels, weights, ',
    ],
    [{ batchSize: 0 }, 'classifier: batchSize is 0; expected an integer of at least 1'],
    [{ labels: ['one'] }, 'classifier: labels is ["one"]; expected 10 names, as small has classes; there are 1'],
    [
      { labels: 'imagenet' },
      'classifier: labels is "imagenet"; expected a list of names, one for each class, or \'imagenet-1k\'',
    ],
    [{ preprocess: 5 }, 'classifier: preprocess is 5; expected an object, or the name of a published checkpoint'],
    [{ preprocess: undefined }, 'classifier: it is not known how small was shown its images'],
    [{ device: 'gpu' }, 'small: load: device is "gpu"; expected'],
  ])('of options: %j', async (options, message) => {
    await expect(classifier(small.load, { ...given(), ...options } as never)).rejects.toThrow(message);
  });

  test('a network that is refused is disposed of', async () => {
    let network: { dispose(): Promise<void>; predict(images: Float32Array): Promise<unknown> } | undefined;
    const load = async (options: object) => (network = await small.load(options)) as never;
    await expect(classifier(load, { ...given(), labels: ['one'] } as never)).rejects.toThrow('labels');
    await expect(network!.predict(new Float32Array(3072))).rejects.toThrow('dispose');
  });

  test('load is a function of a module', async () => {
    await expect(classifier({} as never)).rejects.toThrow(
      'classifier: load is {}; expected the function load of a compiled module',
    );
    await expect(classifier((async () => ({ dispose: async () => {} })) as never)).rejects.toThrow(
      'compile the module again by this version',
    );
  });

  test.each<readonly [unknown, string, new (...given: never[]) => Error]>([
    ['nothing.jpg', 'there is no file nothing.jpg', DataError],
    [
      new Uint8Array([1, 2, 3]),
      'the picture is no JPEG, PNG, WebP, GIF, BMP or TIFF file: it begins with 01 02 03',
      DataError,
    ],
    [
      new File(['<svg>'], 'a.svg'),
      'a.svg is no JPEG, PNG, WebP, GIF, BMP or TIFF file: it begins with "<svg>"',
      DataError,
    ],
    [
      5,
      'the picture is 5; expected a path, an address, a Blob or File, the bytes of an image file, an ImageData',
      TypeError,
    ],
    [undefined, 'the picture is undefined; expected a path', TypeError],
    [{ data: new Uint8ClampedArray(12), width: 2, height: 2 }, 'expected a path', TypeError],
    [{ data: new Float32Array(16), width: 2, height: 2 }, 'expected a path', TypeError],
  ])('a picture that is none: %s', async (picture, message, kind) => {
    const error: unknown = await classify(picture as Picture).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(kind);
    expect((error as Error).message).toContain(message);
  });

  test('of several, the one is named', async () => {
    await expect(classify([pathOf(png), bytesOf(png).subarray(0, 900)])).rejects.toThrow(
      'picture 1 cannot be decoded as PNG: it is cut off or broken',
    );
    await expect(classify([pathOf(png), 5 as never])).rejects.toThrow('picture 1 is 5; expected');
  });

  test('what is too large is refused, and may be allowed', async () => {
    const strict = await classifier(small.load, { ...given(), maxPixels: 6000 } as never);
    await expect(strict(pathOf(png))).rejects.toThrow('rgb.png is 90×67, 6030 pixels; expected at most 6000');
    await strict.dispose();
  });

  test('top and outputs', async () => {
    await expect(classify(pathOf(png), { top: 0 })).rejects.toThrow(
      'classify: top is 0; expected an integer of at least 1',
    );
    expect((await classify(pathOf(png), { top: 100 })).length).toBe(10);
    await expect(classify.embed(pathOf(png), { output: 'layr2' })).rejects.toThrow(
      'embed: small gives no "layr2"; did you mean "layer2"? it gives layer2',
    );
    const mute = smallModule('mute', { outputs: [] });
    const without = await classifier(mute.load, { ...given(), weights: mute.weights } as never);
    await expect(without.embed(pathOf(png))).rejects.toThrow(
      "embed: mute gives nothing but its logits; name a layer in its model file, such as outputs: ['layer4'], and compile it again",
    );
    await without.dispose();
  });

  test('logits that are no numbers are an error', async () => {
    const weights = { ...small.weights, 'fc.bias': new Float32Array(10).fill(NaN, 3, 4) };
    const broken = await classifier(small.load, { ...given(), weights } as never);
    await expect(broken([pathOf(png)])).rejects.toThrow(/small: class 3 of picture 0 is NaN; expected finite logits/);
    await broken.dispose();
  });
});

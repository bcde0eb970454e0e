import { byteTable } from '@resnet-compile/data/images';
import { published, type Checkpoint } from '@resnet-compile/weights/published';
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { prepare } from '../src/prepare.ts';
import { preprocessingFor, type Preprocess } from '../src/preprocessing.ts';
import { takePicture } from '../src/take-picture.ts';
import { bytesOf, fixtures, type Case } from './fixtures.ts';

const modelOf = (side: number, channels = 3) =>
  ({ name: 'net', input: [channels, side, side], classes: 10, outputs: [] }) as const;

const preparedBytes = async ({ picture, side, crop, interpolation }: Case, channels = 3): Promise<Uint8Array> =>
  prepare(
    await takePicture(bytesOf(picture), picture, {})(),
    preprocessingFor(modelOf(side, channels), { crop, interpolation }, undefined),
  ).data;

test('30 pictures, by every rule of the registry: the bytes that Pillow gives', async () => {
  const wrong: string[] = [];
  for (const { sha256, ...one } of fixtures.cases) {
    if (one.picture === 'cmyk.jpg') continue;
    if (
      createHash('sha256')
        .update(await preparedBytes(one))
        .digest('hex') !== sha256
    )
      wrong.push(`${one.picture} by ${one.side}, ${one.crop}, ${one.interpolation}`);
  }
  expect(wrong).toEqual([]);
  expect(new Set(fixtures.cases.map(({ picture }) => picture))).toEqual(
    new Set(readdirSync(new URL('fixtures/pictures', import.meta.url))),
  );
});

test('of every checkpoint in the registry, the rule is one of these', () => {
  const ruleOf = ({ side, crop, interpolation }: Omit<Case, 'picture'>): string => `${side} ${crop} ${interpolation}`;
  const tried = new Set(fixtures.cases.map(ruleOf));
  const rules = published.flatMap(({ input, crop, interpolation, testInput, testCrop }) => [
    ruleOf({ side: input[1], crop, interpolation }),
    ruleOf({ side: (testInput ?? input)[1], crop: testCrop ?? crop, interpolation }),
  ]);
  expect(new Set(rules)).toEqual(tried);
});

test.each(fixtures.near.map((one) => [one.picture, one.interpolation, one] as const))(
  '%s, %s: within 1 of 255, of CMYK 2',
  async (picture, _, { data, ...one }) => {
    const expected = Buffer.from(data, 'base64');
    const found = await preparedBytes(one);
    expect(found.length).toBe(expected.length);
    const most = found.reduce((worst, value, at) => Math.max(worst, Math.abs(value - expected[at]!)), 0);
    expect(most).toBeLessThanOrEqual(picture === 'cmyk.jpg' ? 2 : 1);
  },
);

test("one channel is Pillow's gray", async () => {
  for (const { data, ...one } of fixtures.gray)
    expect(Buffer.from(await preparedBytes(one, 1)).toString('base64'), one.picture).toBe(data);
});

test("values are normalised as by torchvision's ToTensor and Normalize", () => {
  const checkpointOf = { imagenet: 'resnet50.a1_in1k', half: 'resnetv2_50x1_bit.goog_in21k_ft_in1k' };
  for (const [name, expected] of Object.entries(fixtures.values)) {
    const { normalization } = preprocessingFor(modelOf(224), checkpointOf[name as 'half'], undefined);
    const table = byteTable(3, normalization);
    for (const [at, value] of expected.entries())
      expect(table[(at >> 4) * 256 + 17 * (at & 15)], `${name} ${at}`).toBeCloseTo(value, 6);
  }
});

const checkpoint = (name: string): Checkpoint => published.find((each) => each.name === name)!;

test('of a checkpoint: as it was trained, or as its accuracy is reported where the network takes that size', () => {
  const shorterFor = (name: string, side: number): number =>
    preprocessingFor(modelOf(side), undefined, checkpoint(name)).shorter;
  // 224 at 0.95, tested with 288 at 1.
  expect(shorterFor('resnet50.a1_in1k', 224)).toBe(235);
  expect(shorterFor('resnet50.a1_in1k', 288)).toBe(288);
  expect(shorterFor('resnet50.a1_in1k', 192)).toBe(202);
  expect(shorterFor('resnet50.tv_in1k', 224)).toBe(256);
  const { normalization, interpolation, orientation } = preprocessingFor(modelOf(224), 'resnet50.tv_in1k', undefined);
  expect({ normalization, interpolation, orientation }).toEqual({
    normalization: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
    interpolation: 'bilinear',
    orientation: 'apply',
  });
});

test("without anything, as image folders and batches do; in a network that isn't square, by its longer side", () => {
  expect(preprocessingFor(modelOf(160), {}, undefined)).toMatchObject({ shorter: 183, interpolation: 'bilinear' });
  expect(preprocessingFor(modelOf(160), {}, undefined).normalization).toBeUndefined();
  expect(preprocessingFor(modelOf(160), { resize: 200 }, undefined).shorter).toBe(200);
  const model = { ...modelOf(1), input: [3, 96, 160] as const };
  expect(preprocessingFor(model, { crop: 0.8 }, undefined).shorter).toBe(200);
});

test('a network that normalises its images itself is shown bytes', () => {
  const model = { ...modelOf(32), normalizes: true };
  expect(preprocessingFor(model, 'resnet50.tv_in1k', undefined).normalization).toBeUndefined();
  expect(preprocessingFor(model, {}, undefined).normalization).toBeUndefined();
  expect(() => preprocessingFor(model, { mean: [0, 0, 0], std: [1, 1, 1] }, undefined)).toThrow(
    'classifier: net normalises its images itself, by its first layer; leave preprocess.mean and preprocess.std out',
  );
});

const mistakes: readonly (readonly [Preprocess | string | undefined, string, number?])[] = [
  [
    undefined,
    'classifier: it is not known how net was shown its images; pass preprocess: { mean, std, crop, interpolation }',
  ],
  ['resnet50.a1_in2k', 'checkpoint: there is none of the name "resnet50.a1_in2k"; there are resnet50.a1_in1k, '],
  [{ crop: 0 }, 'classifier: preprocess.crop is 0; expected a number above 0 and up to 1'],
  [{ crop: 0.9, resize: 256 }, 'classifier: preprocess has crop and resize, which say the same; leave one of them out'],
  [{ resize: 100 }, 'classifier: preprocess.resize is 100; expected an integer of at least 224'],
  [
    { interpolation: 'bicubc' as 'bicubic' },
    "classifier: preprocess.interpolation is \"bicubc\"; expected 'bilinear' or 'bicubic'; did you mean 'bicubic'?",
  ],
  [
    { mean: [0.5, 0.5], std: [1, 1, 1] },
    'classifier: preprocess.mean is [0.5,0.5]; expected 3 numbers, one for each channel',
  ],
  [{ mean: [0.5, 0.5, 0.5] }, 'classifier: preprocess.std is undefined; expected 3 numbers, one for each channel'],
  [{ std: [1, 0, 1] }, 'classifier: preprocess.std is [1,0,1]; expected a number above 0 for each channel'],
  [{ sdt: [1, 1, 1] } as Preprocess, 'classifier: there is no option "preprocess.sdt"; did you mean std?'],
  [{}, 'classifier: net takes 4 channels; expected 3, red, green and blue, or 1, gray', 4],
];

test.each(mistakes.map(([given, message, channels]) => ({ given, message, channels })))(
  '$message',
  ({ given, message, channels }) => {
    expect(() => preprocessingFor(modelOf(224, channels), given, undefined)).toThrow(message);
  },
);

import { explainedImages, explanationCases, type ExplanationCase } from '@resnet-compile/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  batched,
  classifier,
  drawHeatMap,
  type Classifier,
  type HeatMap,
  type LoadOptions,
  type Rgba,
} from '../src/index.ts';
import { bytesOf } from './fixtures.ts';
import { smallModule, type SmallModule } from './small-module.ts';

// The one whose images are square: a picture of that size is prepared by leaving it as it is.
const squareCase = explanationCases.find(({ options: { input } }) => input?.[1] === input?.[2])!;
const side = squareCase.options.input![1];
const labels = ['ant', 'bee', 'cat', 'dog', 'dog'];

/** The images of PyTorch as pictures. */
function picturesOf(each: ExplanationCase): readonly Rgba[] {
  const images = explainedImages(each);
  const pixels = side * side;
  return each.classes.map((_, n) => {
    const data = new Uint8ClampedArray(4 * pixels).fill(255);
    for (let at = 0; at < pixels; at++)
      for (let channel = 0; channel < 3; channel++) data[4 * at + channel] = images[(n * 3 + channel) * pixels + at]!;
    return { data, width: side, height: side };
  });
}

let module: SmallModule;
let classify: Classifier;
const pictures = picturesOf(squareCase);

beforeAll(async () => {
  const { explain, ...options } = { ...squareCase.options, explain: Object.keys(squareCase.explained) };
  module = smallModule('explained', { ...options, outputs: [], explain });
  classify = await classifier(module.load, {
    weights: module.weights,
    device: 'cpu',
    labels,
    preprocess: { resize: side },
    batchSize: 2,
  });
});

describe("Grad-CAM is PyTorch's", () => {
  test.each(Object.entries(squareCase.explained))('%s', async (layer, { shape, heat, large }) => {
    for (const [n, picture] of pictures.entries()) {
      const map = await classify.gradCam(picture, { class: squareCase.classes[n]!, layer });
      const { length } = map.values;
      expect([map.layer, map.index, map.height, map.width]).toEqual([layer, squareCase.classes[n], shape[1], shape[2]]);
      expect(map.shown).toEqual(picture);
      const expected = heat.slice(n * length, (n + 1) * length);
      const most = Math.max(...expected) || 1;
      expected.forEach((value, at) => expect(Math.abs(map.values[at]! - value) / most).toBeLessThan(2e-5));
      // Over white, by its blue, which tells all colours apart from white.
      const share = large!.slice(n * side * side, (n + 1) * side * side);
      const white = { ...map, shown: { ...picture, data: new Uint8ClampedArray(4 * side * side).fill(255) } };
      const drawn = drawHeatMap(white, { opacity: 1 });
      share.forEach((value, at) => {
        const blue = turbo(value)[2]!;
        expect(Math.abs(drawn.data[4 * at + 2]! - (255 * (1 - value) + blue * value))).toBeLessThan(4);
      });
    }
  });
});

/** d3-scale-chromatic's interpolateTurbo. */
const turbo = (t: number): readonly number[] =>
  [
    34.61 + t * (1172.33 - t * (10793.56 - t * (33300.12 - t * (38394.49 - t * 14825.05)))),
    23.31 + t * (557.33 + t * (1225.33 - t * (3574.96 - t * (1073.77 + t * 707.56)))),
    27.2 + t * (3211.1 - t * (15327.97 - t * (27814 - t * (22569.18 - t * 6838.66)))),
  ].map((value) => Math.max(0, Math.min(255, Math.round(value))));

test('without a class it is the likeliest; several pictures are several maps', async () => {
  const layer = 'stages.1';
  const maps = await classify.gradCam(pictures, { layer });
  const tops = await classify(pictures, { top: 1 });
  expect(maps.map(({ label }) => label)).toEqual(tops.map(([top]) => top!.label));
  expect(maps[2]).toEqual(await classify.gradCam(pictures[2]!, { class: maps[2]!.index, layer }));
  expect(await classify.gradCam(pictures[0]!, { class: 'bee', layer })).toEqual(
    await classify.gradCam(pictures[0]!, { class: 1, layer }),
  );
  // It hands out what it explains, too.
  expect((await classify.embed(pictures[0]!, { output: layer })).length).toBe(16);
});

test("bytes are the caller's again when the call returns", async () => {
  const bytes = bytesOf('rgb.png');
  const expected = await classify.gradCam(bytes, { layer: 'stages.0' });
  const found = classify.gradCam(bytes, { layer: 'stages.0' });
  bytes.fill(0);
  expect(await found).toEqual(expected);
});

test.each([
  [{}, 'gradCam: explained explains stages.0, stages.1; say which by gradCam(picture, { layer: "stages.1" })'],
  [
    { layer: 'stages.2' },
    'gradCam: explained explains no "stages.2"; did you mean "stages.0"? it explains stages.0, stages.1',
  ],
  [{ layer: 'stages.0', class: 'cats' }, 'gradCam: no class is called "cats"; did you mean "cat"?'],
  [{ layer: 'stages.0', class: 'dog' }, 'gradCam: classes 3 and 4 are called "dog"; say which by its index'],
  [{ layer: 'stages.0', class: 5 }, 'gradCam: class is 5; expected 0 to 4'],
  [{ layer: 'stages.0', class: -1 }, 'gradCam: class is -1; expected a label or an index'],
  [{ lair: 'stages.0' }, 'gradCam: there is no option "lair"; did you mean layer?'],
])('%j is refused', (options, message) =>
  expect(classify.gradCam(pictures[0]!, options as object)).rejects.toThrow(message),
);

test('a classifier whose calls are computed together explains as well', async () => {
  const together = await classifier(async (options: LoadOptions) => batched(await module.load(options)), {
    weights: module.weights,
    device: 'cpu',
    labels,
    preprocess: { resize: side },
  });
  const given = { class: 1, layer: 'stages.0' } as const;
  expect(await together.gradCam(pictures[0]!, given)).toEqual(await classify.gradCam(pictures[0]!, given));
  await together.dispose();
});

test('a network that explains nothing says what to write', async () => {
  const { load } = smallModule('plain');
  const plain = await classifier(load, { device: 'cpu', labels: [...'0123456789'], preprocess: {} });
  await expect(plain.gradCam(pictures[0]!)).rejects.toThrow(
    "gradCam: plain explains nothing; name a layer in its model file, such as explain: ['layer4'], and compile it again",
  );
  await plain.dispose();
});

test('a cold map leaves the picture as it is, and what is no map is refused', async () => {
  const map: HeatMap = await classify.gradCam(pictures[0]!, { layer: 'stages.0' });
  const cold = drawHeatMap({ ...map, values: new Float32Array(map.values.length) });
  expect(cold).toEqual(pictures[0]);
  expect(() => drawHeatMap(pictures[0] as never)).toThrow('drawHeatMap: the map is');
  expect(() => drawHeatMap(map, { opacity: 2 })).toThrow('drawHeatMap: opacity is 2');
});

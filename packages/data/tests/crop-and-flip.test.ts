import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { batches, horizontalFlip } from '../src/index.ts';
import { horizontalFlipOperation, mirrored } from '../src/augment/horizontal-flip.ts';
import { padCrop, padCropOperation, shifted } from '../src/augment/pad-crop.ts';
import { randomOf } from '../src/random.ts';
import { smallSet } from './small-set.ts';

const image = { data: Uint8Array.of(1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16), channels: 2, height: 2, width: 3 };
const anyImage = fc
  .record({
    channels: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 9 }),
    width: fc.integer({ min: 1, max: 9 }),
  })
  .chain((shape) =>
    fc
      .uint8Array({
        minLength: shape.channels * shape.height * shape.width,
        maxLength: shape.channels * shape.height * shape.width,
      })
      .map((data) => ({ ...shape, data })),
  );
const holds = <T>(law: fc.IProperty<T>): void => fc.assert(law, { numRuns: 200, seed: 20151210 });

test('a window beyond the edges is black there', () => {
  expect([...shifted(image, 1, -1).data]).toEqual([0, 4, 5, 0, 0, 0, 0, 14, 15, 0, 0, 0]);
  expect([...shifted(image, -1, 2).data]).toEqual([0, 0, 0, 3, 0, 0, 0, 0, 0, 13, 0, 0]);
  expect([...shifted(image, 0, 0).data]).toEqual([...image.data]);
});

test('pixel (y, x) of a window is pixel (y + top, x + left) of the image', () =>
  holds(
    fc.property(anyImage, fc.integer({ min: -10, max: 10 }), fc.integer({ min: -10, max: 10 }), (any, top, left) => {
      const { channels, height, width, data } = any;
      const window = shifted(any, top, left).data;
      for (let channel = 0; channel < channels; channel++)
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++) {
            const isInside = y + top >= 0 && y + top < height && x + left >= 0 && x + left < width;
            expect(window[(channel * height + y) * width + x]).toBe(
              isInside ? data[(channel * height + y + top) * width + x + left] : 0,
            );
          }
    }),
  ));

test('or filled, with a value per channel', () => {
  expect([...shifted(image, 1, -1, [7, 9]).data]).toEqual([7, 4, 5, 7, 7, 7, 9, 14, 15, 9, 9, 9]);
  expect([...shifted(image, 5, 5, [7, 9]).data]).toEqual([7, 7, 7, 7, 7, 7, 9, 9, 9, 9, 9, 9]);
  expect(padCrop(1, { fill: [0.5, 1] }).fill).toEqual([128, 255]);
  expect(() => padCrop(1, { fill: [0, 2] })).toThrow(
    new RangeError('padCrop: fill is [0,2]; expected a list of numbers from 0 to 1, one per channel'),
  );
  expect(() => batches(smallSet(2), { batchSize: 1, augment: [padCrop(1, { fill: [0.5] })] })).toThrow(
    'augment[0], padCrop: fill has 1 values; expected 3, one for each channel of the images',
  );
});

test('padCrop reaches every place', () => {
  const seen = new Set(
    Array.from({ length: 2000 }, (_, index) =>
      String(padCropOperation.run(image, padCrop(1), randomOf(1, 0, index, 'padCrop 0'), [2, 2, 3]).data),
    ),
  );
  expect(seen.size).toBe(9);
});

test('mirroring', () => {
  expect([...mirrored(image).data]).toEqual([3, 2, 1, 6, 5, 4, 13, 12, 11, 16, 15, 14]);
  holds(fc.property(anyImage, (any) => void expect(mirrored(mirrored(any)).data).toEqual(any.data)));
});

test('horizontalFlip happens as often as its probability says, and leaves the original alone', () => {
  for (const probability of [0, 0.2, 0.5, 1]) {
    const flips = Array.from(
      { length: 10_000 },
      (_, index) =>
        horizontalFlipOperation.run(
          image,
          horizontalFlip({ probability }),
          randomOf(1, 0, index, 'horizontalFlip 0'),
          [2, 2, 3],
        ) !== image,
    ).filter(Boolean).length;
    expect(Math.abs(flips / 10_000 - probability)).toBeLessThanOrEqual(
      5 * Math.sqrt((probability * (1 - probability)) / 10_000),
    );
  }
  expect([...image.data.subarray(0, 3)]).toEqual([1, 2, 3]);
});

test('options out of range are refused', () => {
  expect(() => padCrop(-1)).toThrow('padCrop: padding is -1; expected an integer of at least 0');
  expect(() => padCrop(1.5)).toThrow(RangeError);
  expect(() => horizontalFlip({ probability: 2 })).toThrow(
    'horizontalFlip: probability is 2; expected a number from 0 to 1',
  );
});

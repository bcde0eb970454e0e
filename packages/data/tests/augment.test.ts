import { describe, expect, test } from 'vitest';
import { colorJitterOperation } from '../src/augment/color-jitter.ts';
import { cropBox } from '../src/augment/random-resized-crop.ts';
import { changes } from '../src/augment/trivial-augment.ts';
import {
  batches,
  colorJitter,
  cutmix,
  horizontalFlip,
  mixup,
  padCrop,
  randomErasing,
  randomResizedCrop,
  trivialAugment,
  type Augmentation,
  type Batch,
  type BatchOptions,
} from '../src/index.ts';
import { randomErasingOperation } from '../src/augment/random-erasing.ts';
import { randomOf, symmetricBeta } from '../src/random.ts';
import { fixture } from './fixture.ts';
import { smallSet } from './small-set.ts';

interface Drawn {
  readonly size: readonly [number, number];
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly count: number;
}
const { drawn } = fixture<{ readonly drawn: { readonly crop: readonly Drawn[]; readonly erase: readonly Drawn[] } }>(
  'pixels.json',
);

/** Means and deviations of what torchvision and the package drew, within five standard errors. */
function expectAlike(values: readonly (readonly number[])[], { mean, deviation, count }: Drawn): void {
  for (const [at, expected] of mean.entries()) {
    const own = values.reduce((sum, value) => sum + value[at]!, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value[at]! - own) ** 2, 0) / values.length);
    expect(Math.abs(own - expected)).toBeLessThan(5 * deviation[at]! * Math.sqrt(1 / count + 1 / values.length));
    expect(Math.abs(spread / deviation[at]! - 1)).toBeLessThan(0.05);
  }
}
const count = 40_000;
const randoms = (name: string) => Array.from({ length: count }, (_, index) => randomOf(1, 0, index, name));

test.each(drawn.crop.map((one) => [one.size.join('×'), one] as const))(
  'random resized crops of %s are drawn as torchvision draws them',
  (_, one) => {
    const [height, width] = one.size;
    const image = { data: new Uint8Array(), channels: 3, height, width };
    const boxes = randoms('crop').map((random) => cropBox(image, randomResizedCrop(), random));
    for (const box of boxes)
      expect(
        box.top >= 0 &&
          box.left >= 0 &&
          box.height > 0 &&
          box.width > 0 &&
          box.top + box.height <= height &&
          box.left + box.width <= width,
      ).toBe(true);
    expectAlike(
      boxes.map((box) => [box.top, box.left, box.height, box.width]),
      one,
    );
  },
);

test('a crop of an image that no ratio fits is its middle', () => {
  const box = (height: number, width: number) =>
    cropBox(
      { data: new Uint8Array(), channels: 1, height, width },
      randomResizedCrop({ scale: [1, 1] }),
      randomOf(1, 0, 0, 'crop'),
    );
  expect(box(100, 10)).toEqual({ top: 43, left: 0, height: 13, width: 10 });
  expect(box(10, 100)).toEqual({ top: 0, left: 43, height: 10, width: 13 });
  expect(box(1, 1)).toEqual({ top: 0, left: 0, height: 1, width: 1 });
});

describe('random erasing', () => {
  test('draws rectangles as torchvision does', () => {
    const erased = randoms('erase').flatMap((random) => {
      const values = new Float32Array(2 * 32 * 32);
      randomErasingOperation.run(values, [2, 32, 32], randomErasing({ probability: 1, value: 7 }), random);
      const places = Array.from(values, (value, at) => (value === 7 ? at : -1)).filter((at) => at >= 0);
      if (places.length === 0) return [];
      const first = places[0]!;
      const last = places[places.length / 2 - 1]!;
      const [top, left, height, width] = [
        first >> 5,
        first & 31,
        (last >> 5) - (first >> 5) + 1,
        (last & 31) - (first & 31) + 1,
      ];
      expect(places.length).toBe(2 * height * width);
      expect(places[places.length / 2]).toBe(first + 1024);
      return [[top, left, height, width]];
    });
    expect(erased.length).toBeGreaterThan(count * 0.99);
    expectAlike(erased, drawn.erase[0]!);
  });

  test('happens as often as it should, with a value or with noise', () => {
    const erased = randoms('often').filter((random) => {
      const values = new Float32Array(64);
      randomErasingOperation.run(
        values,
        [1, 8, 8],
        randomErasing({ probability: 0.25, value: 1, scale: [0.2, 0.3] }),
        random,
      );
      return values.includes(1);
    }).length;
    expect(Math.abs(erased / count - 0.25)).toBeLessThan(5 * Math.sqrt((0.25 * 0.75) / count));
    const noise = randoms('noise')
      .slice(0, 1000)
      .flatMap((random) => {
        const values = new Float32Array(64).fill(100);
        randomErasingOperation.run(
          values,
          [1, 8, 8],
          randomErasing({ probability: 1, value: 'normal', scale: [0.2, 0.3] }),
          random,
        );
        return [...values].filter((value) => value !== 100);
      });
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(noise.length));
    expect(Math.abs(noise.reduce((sum, value) => sum + value * value, 0) / noise.length - 1)).toBeLessThan(
      5 * Math.sqrt(2 / noise.length),
    );
  });
});

test.each([0.1, 0.2, 1, 3])('Beta(%d, α) has the mean and variance that it should have', (alpha) => {
  const values = randoms('beta').map((random) => symmetricBeta(random, alpha));
  const variance = 1 / (4 * (2 * alpha + 1));
  const found = values.reduce((sum, value) => sum + (value - 0.5) ** 2, 0) / count;
  expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
  expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / count - 0.5)).toBeLessThan(
    5 * Math.sqrt(variance / count),
  );
  expect(Math.abs(found / variance - 1)).toBeLessThan(0.03);
});

async function one(options: Partial<BatchOptions>, length = 6): Promise<Batch> {
  for await (const batch of batches(smallSet(length, [3, 8, 10]), {
    batchSize: length,
    shuffle: false,
    workers: 0,
    seed: 4,
    ...options,
  }))
    return batch;
  throw new Error('there is no batch');
}
const size = 3 * 8 * 10;
const imageOf = ({ images }: Batch, n: number) => images.subarray(n * size, (n + 1) * size);
const rowOf = ({ labels }: Batch, n: number) => [...labels.subarray(n * 10, (n + 1) * 10)];

describe('mixup', () => {
  test('mixes each image and its label with the one before it, at one λ', async () => {
    const [plain, mixed] = [await one({}), await one({ augment: [mixup({ alpha: 1 })] })];
    expect(mixed.labels).toBeInstanceOf(Float32Array);
    const lambdas = Array.from({ length: 6 }, (_, n) => {
      const row = rowOf(mixed, n);
      const [own, partner] = [row[n]!, row[(n + 5) % 6]!];
      expect(own + partner).toBeCloseTo(1, 6);
      expect(row.filter((value) => value > 0).length).toBe(2);
      for (let at = 0; at < size; at++)
        expect(imageOf(mixed, n)[at]).toBeCloseTo(
          own * imageOf(plain, n)[at]! + partner * imageOf(plain, (n + 5) % 6)[at]!,
          5,
        );
      return own;
    });
    expect(new Set(lambdas).size).toBe(6);
  });

  test('λ does not depend on the batch', async () => {
    const lambda = rowOf(await one({ augment: [mixup()] }), 2)[2]!;
    const all: number[] = [];
    for await (const batch of batches(smallSet(6, [3, 8, 10]), {
      batchSize: 3,
      shuffle: false,
      seed: 4,
      augment: [mixup()],
    }))
      if (batch.step === 0) all.push(rowOf(batch, 2)[2]!);
    expect(all).toEqual([lambda]);
  });

  test('of an image alone is the image; with probability 0 labels are distributions all the same', async () => {
    const alone = await one({ augment: [mixup({ alpha: 1 })] }, 1);
    expect([...alone.images].map((value, at) => Math.abs(value - smallValue(at)) < 1e-6)).not.toContain(false);
    expect(rowOf(alone, 0)[0]).toBeCloseTo(1, 6);
    const never = await one({ augment: [mixup({ probability: 0 })] });
    expect(never.images).toEqual((await one({})).images);
    expect(Array.from({ length: 6 }, (_, n) => rowOf(never, n).indexOf(1))).toEqual([0, 1, 2, 3, 4, 5]);
  });
  const values = smallSet(1, [3, 8, 10]).source.data as { readonly pixels: Uint8Array };
  const smallValue = (at: number): number => values.pixels[at]! / 255;
});

test('cutmix puts one rectangle of the image before it in each image, and mixes labels by its area', async () => {
  const [plain, mixed] = [await one({}), await one({ augment: [cutmix()] })];
  const areas = Array.from({ length: 6 }, (_, n) => {
    const partner = (n + 5) % 6;
    const isForeign = Array.from({ length: size }, (_, at) => imageOf(mixed, n)[at] !== imageOf(plain, n)[at]);
    for (let at = 0; at < size; at++)
      if (isForeign[at]) expect(imageOf(mixed, n)[at]).toBe(imageOf(plain, partner)[at]);
    const share = rowOf(mixed, n)[partner]!;
    expect(rowOf(mixed, n)[n]! + share).toBeCloseTo(1, 6);
    // Bytes are random: what differs in no channel is the same by chance, 2⁻²⁴.
    const places = Array.from({ length: 80 }, (_, at) => at).filter(
      (at) => isForeign[at] || isForeign[at + 80] || isForeign[at + 160],
    );
    const rows = places.map((at) => Math.floor(at / 10));
    const columns = places.map((at) => at % 10);
    const area =
      places.length && (Math.max(...rows) - Math.min(...rows) + 1) * (Math.max(...columns) - Math.min(...columns) + 1);
    expect(places.length).toBe(area);
    expect(share).toBeCloseTo(area / 80, 6);
    return area;
  });
  expect(Math.max(...areas)).toBeGreaterThan(0);
});

test('factors of colour jitter are uniform about 1', () => {
  const flat = { data: new Uint8Array(3).fill(100), channels: 3, height: 1, width: 1 };
  const values = randoms('colorJitter 0').map(
    (random) => colorJitterOperation.run(flat, colorJitter({ brightness: 0.4 }), random, [3, 1, 1]).data[0]!,
  );
  // Bytes are cut off: half of one less than the factor says.
  expect([Math.min(...values), Math.max(...values)]).toEqual([60, 139]);
  expect(Math.abs(values.reduce((sum, value) => sum + value, 0) / count - 99.5)).toBeLessThan(
    5 * Math.sqrt(80 ** 2 / 12 / count),
  );
  const wide = randoms('colorJitter 1').map(
    (random) => colorJitterOperation.run(flat, colorJitter({ brightness: 1.5 }), random, [3, 1, 1]).data[0]!,
  );
  expect([Math.min(...wide), Math.max(...wide)]).toEqual([0, 249]);
});

test('colour jitter and TrivialAugment draw each of their cases', async () => {
  const jittered = await Promise.all(
    Array.from(
      { length: 30 },
      async (_, seed) =>
        (await one({ seed, augment: [colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 })] }, 1))
          .images,
    ),
  );
  expect(new Set(jittered.map(String)).size).toBe(30);
  expect((await one({ augment: [colorJitter({})] })).images).toEqual((await one({})).images);
  const changed = await Promise.all(
    Array.from({ length: 300 }, async (_, seed) =>
      String((await one({ seed, augment: [trivialAugment()] }, 1)).images),
    ),
  );
  expect(new Set(changed).size).toBeGreaterThan(100);
  expect(Object.keys(changes).length).toBe(14);
});

test('a second operation of a kind draws numbers of its own', async () => {
  const flips = async (augment: readonly Augmentation[]) => (await one({ augment }, 40)).images;
  expect(await flips([horizontalFlip(), horizontalFlip()])).not.toEqual(await flips([]));
});

test('an operation that is put before another changes nothing of what the other draws', async () => {
  const [alone, after] = [
    await one({ augment: [randomErasing({ probability: 1, value: 9 })] }),
    await one({ augment: [horizontalFlip({ probability: 0 }), randomErasing({ probability: 1, value: 9 })] }),
  ];
  expect(after.images).toEqual(alone.images);
});

test('everything at once, in workers and on this thread', async () => {
  const augment = [
    randomResizedCrop({ filter: 'bicubic' }),
    horizontalFlip(),
    trivialAugment(),
    colorJitter({ brightness: 0.4, hue: 0.1 }),
    randomErasing({ value: 'normal' }),
    mixup({ probability: 0.5 }),
    cutmix({ probability: 0.5 }),
  ];
  expect(JSON.parse(JSON.stringify(augment))).toEqual(augment);
  const bits = async (workers: number) => {
    const all: unknown[] = [];
    for await (const { images, labels } of batches(smallSet(30), { batchSize: 8, augment, workers }))
      all.push([...images], [...labels]);
    return all;
  };
  expect(await bits(2)).toEqual(await bits(0));
});

describe('what makes no sense is refused', () => {
  test.each([
    [
      [randomErasing(), horizontalFlip()],
      'augment[1], horizontalFlip, works on pixels; put it before randomErasing, which works on normalised values',
    ],
    [
      [mixup(), randomErasing()],
      'augment[1], randomErasing, works on values; put it before mixup, which works on whole batches',
    ],
    [[padCrop(1), randomResizedCrop()], 'augment[1], randomResizedCrop, takes the original image; put it first'],
  ])('order %#', (augment, message) => expect(() => batches(smallSet(4), { batchSize: 2, augment })).toThrow(message));

  test('options', () => {
    expect(() => randomResizedCrop({ scale: [0.5, 0.1] })).toThrow(
      new RangeError(
        'randomResizedCrop: scale is [0.5,0.1]; expected [least, most], each a number above 0 and up to 1, in that order',
      ),
    );
    expect(() => randomResizedCrop({ ratio: [0, 1] })).toThrow('randomResizedCrop: ratio is [0,1]');
    expect(() => randomResizedCrop({ filter: 'nearest' as 'bilinear' })).toThrow(
      "randomResizedCrop: filter is \"nearest\"; expected 'bilinear' or 'bicubic'",
    );
    expect(() => colorJitter({ hue: 0.6 })).toThrow('colorJitter: hue is 0.6; expected a number from 0 to 0.5');
    expect(() => colorJitter({ contrast: -1 })).toThrow('colorJitter: contrast is -1; expected a number of at least 0');
    expect(() => mixup({ alpha: 0 })).toThrow('mixup: alpha is 0; expected');
    expect(() => cutmix({ probability: NaN })).toThrow('cutmix: probability is NaN; expected a number from 0 to 1');
    expect(() => randomErasing({ value: NaN })).toThrow("randomErasing: value is NaN; expected 'normal' or a number");
  });
});

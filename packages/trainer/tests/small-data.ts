import type { Batch, OpenBatches } from '../src/index.ts';

const size = 64;
export const imageCount = 320;

/** A different number in 0…1 for each place and each seed. */
const noise = (seed: number, ...place: readonly number[]): number => {
  const value =
    Math.sin(place.reduce((sum, part, index) => sum + part * (12.9898 + 78.233 * index), seed * 37.719)) * 43758.5453;
  return value - Math.floor(value);
};

/** Periods across and down of each class's waves. */
const waves = [
  [0, 0],
  [1, 0],
  [2, 0],
  [3, 0],
  [0, 1],
  [0, 2],
  [0, 3],
  [2, 2],
  [1, 3],
  [3, 1],
] as const;

/** Images of ten classes that a network can tell apart: waves in noise. */
function image(index: number, epoch: number, seed: number): Float32Array {
  const [across, down] = waves[index % 10]!;
  const wave = (at: number): number => Math.cos((Math.PI / 4) * (across * (at % 8) + down * Math.floor(at / 8)));
  return Float32Array.from({ length: size }, (_, at) => noise(seed, index, at, epoch) - 0.5 + wave(at));
}

function batchOf(indices: readonly number[], epoch: number, seed: number): Batch {
  const images = new Float32Array(indices.length * size);
  for (const [n, index] of indices.entries()) images.set(image(index, epoch, seed), n * size);
  return { images, labels: Int32Array.from(indices, (index) => index % 10) };
}

/** In an order and with a noise that follow from seed and epoch, as data sets with augmentation have them. */
export const openTraining =
  (batchSize = 16): OpenBatches =>
  ({ seed, epoch, start }) => {
    const order = Array.from({ length: imageCount }, (_, index) => index).sort(
      (a, b) => noise(seed, a, epoch) - noise(seed, b, epoch),
    );
    const length = imageCount / batchSize;
    return {
      length,
      async *[Symbol.asyncIterator]() {
        for (let step = start; step < length; step++)
          yield batchOf(order.slice(step * batchSize, (step + 1) * batchSize), epoch, seed);
      },
    };
  };

/** Other images, the last batch smaller than the others. */
export function* openTest(): Generator<Batch> {
  for (let first = 0; first < 75; first += 30)
    yield batchOf(
      Array.from({ length: Math.min(30, 75 - first) }, (_, n) => 1000 + first + n),
      0,
      99,
    );
}

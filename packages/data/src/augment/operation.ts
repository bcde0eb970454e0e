import type { Image, Shape } from '../image.ts';
import type { Random } from '../random.ts';

/** Changes an image's bytes. Returns another image, or the same one; never writes into what it was given. */
export interface PixelOperation<Options> {
  readonly on: 'pixels';
  /** Takes images of any size and returns the data set's shape. */
  readonly fits?: true;
  run(image: Image, options: Options, random: Random, shape: Shape): Image;
}

/** Changes normalised values, C×H×W, in place. */
export interface ValueOperation<Options> {
  readonly on: 'values';
  run(values: Float32Array, shape: Shape, options: Options, random: Random): void;
}

/** The batch that a mixing operation changes in place: N×C×H×W, and N×classes. */
export interface MixedBatch {
  readonly images: Float32Array;
  readonly targets: Float32Array;
  readonly count: number;
  readonly shape: Shape;
}

/** Mixes the images of a batch with each other, and their labels. */
export interface BatchOperation<Options> {
  readonly on: 'batch';
  /** `randomOf(n)` belongs to the batch's image n. */
  run(batch: MixedBatch, options: Options, randomOf: (n: number) => Random): void;
}

export type Operation<Options> = PixelOperation<Options> | ValueOperation<Options> | BatchOperation<Options>;

import type { Kinds } from '@resnet-compile/options';
import type { Image, Shape } from '../image.ts';
import type { Random } from '../random.ts';

/** What each of an operation's parameters may be, where it is made, with defaults, and where it is used, whole: it is plain data, and may come from a file. */
interface Parameters<Options> {
  readonly kinds: Kinds<Partial<Omit<Options, 'operation'>>>;
}

/** Changes an image's bytes. Returns another image, or the same one; never writes into what it was given. */
export interface PixelOperation<Options> extends Parameters<Options> {
  readonly on: 'pixels';
  /** Takes images of any size and returns the data set's shape. */
  readonly fits?: true;
  run(image: Image, options: Options, random: Random, shape: Shape): Image;
}

/** Changes normalised values, C×H×W, in place. */
export interface ValueOperation<Options> extends Parameters<Options> {
  readonly on: 'values';
  run(values: Float32Array, shape: Shape, options: Options, random: Random): void;
}

/** Mixes images of a batch with each other, as values. */
export interface MixOperation<Options> extends Parameters<Options> {
  readonly on: 'batch';
  /** Writes the mixture into `image`. Returns the share that the image's own label keeps; the partner's has the rest. */
  mix(image: Float32Array, partner: Float32Array, shape: Shape, options: Options, random: Random): number;
}

export type Operation<Options> = PixelOperation<Options> | ValueOperation<Options> | MixOperation<Options>;

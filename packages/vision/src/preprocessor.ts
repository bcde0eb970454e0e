import type { Image } from '@resnet-compile/data/images';
import { checkpointOf } from './checkpoint-of.ts';
import type { Model } from './loaded-network.ts';
import type { Picture } from './picture.ts';
import { prepare } from './prepare.ts';
import { preprocessingFor, type Preprocess, type Preprocessing } from './preprocessing.ts';
import { takePicture } from './take-picture.ts';

/** Prepares pictures for a network, as `classifier` does. */
export interface Preprocessor {
  /** What is done to them. */
  readonly preprocessing: Preprocessing;
  /**
   * Takes a picture; what is bytes or pixels is the caller's again when this returns. The function that it gives reads and
   * decodes the rest when it is called, and gives bytes of the network's input, not yet normalised.
   * @param name as messages call it where it has no name of its own
   * @throws {TypeError} where it is none. @throws {DataError} where it cannot be read, or the promise rejects with that.
   */
  take(picture: Picture, name: string): () => Promise<Image>;
}

/**
 * How pictures become a network's input, for whoever makes batches of them: by options, by the name of a published checkpoint,
 * or, where the weights are `hub('timm/…')`, as that checkpoint's were.
 * @throws {TypeError | RangeError} where nothing is known, or what is said cannot be.
 */
export function preprocessor(model: Model, given: Preprocess | string | undefined, weights?: unknown): Preprocessor {
  const preprocessing = preprocessingFor(model, given, checkpointOf(weights));
  const { orientation } = preprocessing;
  return {
    preprocessing,
    take(picture, name) {
      const read = takePicture(picture, name, { orientation });
      return async () => prepare(await read(), preprocessing);
    },
  };
}

import type { Augmentation } from '../augment/augmentation.ts';
import type { Dataset } from '../dataset.ts';
import { digest } from '../digest.ts';
import type { Shape } from '../image.ts';
import type { Normalization } from './normalize.ts';

/** What an epoch's batches are made of, as plain data: it can be kept beside a checkpoint, and compared value by value. */
export interface BatchesDescription extends DataDescription {
  /** Images in a batch. */
  readonly batchSize: number;
  /** Whether each epoch has an order of its own. */
  readonly shuffle: boolean;
  /** Whether a smaller last batch is left out. */
  readonly dropLast: boolean;
  /** What is done to the images. */
  readonly augment: readonly Augmentation[];
  /** Null where values are in 0…1. */
  readonly normalize: Normalization | null;
  /** What is done with an image that cannot be read. */
  readonly onCorrupt: 'fail' | 'skip';
}

/** The data set's part: what its source says of the pixels stands beside these. */
export interface DataDescription {
  /** The data set's name; of a folder the last part, so that it may be moved. */
  readonly data: string;
  /** How many. */
  readonly images: number;
  /** Channels, height, width. */
  readonly shape: Shape;
  /** How many. */
  readonly classes: number;
  /** A hash of the classes' names. */
  readonly classNames: string;
  /** A hash of the class of each image. */
  readonly labels: string;
  /** What the source says, e.g. a hash of the pixels. */
  readonly [more: string]: unknown;
}

const known = new WeakMap<Dataset, DataDescription>();

/** What a data set is. It is asked once: pixels are hashed, which takes as long as reading them. */
export function describeData(dataset: Dataset): DataDescription {
  const before = known.get(dataset);
  if (before) return before;
  const { name, length, shape, classes, labels, source } = dataset;
  const description = {
    data: name,
    images: length,
    shape: [...shape] as const,
    classes: classes.length,
    classNames: digest(JSON.stringify(classes)),
    labels: digest(new Uint8Array(labels.buffer, labels.byteOffset, labels.byteLength)),
    ...source.describe?.(),
  };
  known.set(dataset, description);
  return description;
}

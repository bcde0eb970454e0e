import {
  boolean,
  checkOptions,
  checkValue,
  integer,
  isList,
  kind,
  oneOf,
  required,
  type Kinds,
} from '@resnet-compile/options';
import { checkAugmentations, type Augmentation } from '../augment/augmentation.ts';
import type { Dataset, Source } from '../dataset.ts';
import { digest } from '../digest.ts';
import { checkDataset } from './check-dataset.ts';
import { describeData, type BatchesDescription } from './description.ts';
import { makeInOrder } from './make-in-order.ts';
import { localMaker, threadMaker, ThreadUnavailable, type Maker } from './makers.ts';
import { checkNormalization, type Normalization } from './normalize.ts';
import { permutation } from './permutation.ts';
import type { Job, MadeBatch, Plan } from './plan.ts';
import type { Thread } from './thread.ts';

/** How the batches of an epoch are made. Only `batchSize` is required. */
export interface BatchOptions {
  /** Images in a batch, at least 1; the last one may have fewer. */
  readonly batchSize: number;
  /** Of the order and of all augmentation, an integer of 32 bits; 0. */
  readonly seed?: number;
  /** Counts from 0. Each has an order and augmentations of its own. */
  readonly epoch?: number;
  /** The first step, to go on in the middle of an epoch; 0. */
  readonly start?: number;
  /** Where several processes share each batch, which of them this is: from 0; 0. */
  readonly rank?: number;
  /** How many processes there are; 1. Of a batch of n images, those from ⌊rank·n/ranks⌋ to ⌊(rank+1)·n/ranks⌋ are made. */
  readonly ranks?: number;
  /** A new order in every epoch, or that of the data set; `true`. */
  readonly shuffle?: boolean;
  /** Leave out the last batch where it would be smaller; `false`. */
  readonly dropLast?: boolean;
  /** What is done to the images, in this order; nothing. */
  readonly augment?: readonly Augmentation[];
  /** (value − mean) / std per channel, of values in 0…1. Without, images are in 0…1. */
  readonly normalize?: Normalization;
  /** Threads that make batches; 1. With 0, or where the host has none, they are made on this thread, with the same bits. */
  readonly workers?: number;
  /** Batches that are made ahead; 2. */
  readonly prefetch?: number;
  /**
   * What to do with an image that cannot be read: `'fail'`, or `'skip'` it: another of the data set takes its place, so that
   * batches keep their number and size; a pure function of seed, epoch and the image.
   */
  readonly onCorrupt?: 'fail' | 'skip';
}

/** As `trainStep` and `evaluate` of a compiled module take it. */
export interface Batch {
  /** Place in the epoch, from 0. */
  readonly step: number;
  /** N×C×H×W. */
  readonly images: Float32Array<ArrayBuffer>;
  /** Classes, N; with mixup or cutmix distributions, N×classes. */
  readonly labels: Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>;
  /** Of the images in the data set; where one was skipped, of the one in its place. */
  readonly indices: Int32Array<ArrayBuffer>;
  /** Of each image of this batch that could not be read, with `onCorrupt: 'skip'`: which file, and why. In an epoch, each is named once. */
  readonly skipped: readonly string[];
  /** Gives the images' memory back to be filled again; `images` is empty from then on. It need not be called. */
  release(): void;
}

/** An epoch's batches, made while they are iterated over; each iteration makes them anew. */
export interface Batches extends AsyncIterable<Batch> {
  /** Steps of the whole epoch. */
  readonly length: number;
  /** What the batches are made of, whatever the place in the run: the same for all seeds, epochs and starts. Read, it takes a look at all pixels in memory, once. */
  readonly description: BatchesDescription;
  /** A hash of the description: where two are the same, so are the batches of the same place. */
  readonly fingerprint: string;
  /** The number of processes of which these are one's shares. */
  readonly ranks: number;
}

const kinds: Kinds<BatchOptions> = {
  batchSize: required(integer(1)),
  seed: integer(0, 2 ** 32 - 1),
  epoch: integer(0, 2 ** 32 - 1),
  start: integer(0),
  rank: integer(0),
  ranks: integer(1),
  shuffle: boolean,
  dropLast: boolean,
  augment: kind('a list of what is done to images', isList),
  normalize: kind('{ mean, std }', (value) => typeof value === 'object' && value !== null),
  workers: integer(0),
  prefetch: integer(0),
  onCorrupt: oneOf(['fail', 'skip']),
};

/**
 * The batches of one epoch, made ahead in a worker. What they hold is a pure function of the data set, `batchSize` and the
 * options that name what to do: never of timing, workers, prefetching or where the loop began.
 * Iterating rejects with a DataError where an image cannot be read.
 * @throws {RangeError | TypeError} for options that make no sense.
 */
export function batches(dataset: Dataset, options: BatchOptions): Batches {
  checkDataset(dataset);
  checkOptions('batches', options, kinds);
  const {
    batchSize,
    seed = 0,
    epoch = 0,
    start = 0,
    rank = 0,
    ranks = 1,
    shuffle = true,
    dropLast = false,
    workers = 1,
    prefetch = 2,
    onCorrupt = 'fail',
  } = options;
  checkAugmentations(options.augment ?? [], dataset.shape[0]);
  if (options.normalize) checkNormalization(options.normalize, dataset.shape[0]);
  // Batches are made later, and as often as somebody iterates: whatever becomes of the lists, by what they said here.
  const { augment = [], normalize } = structuredClone({ augment: options.augment, normalize: options.normalize });
  const length = dropLast ? Math.floor(dataset.length / batchSize) : Math.ceil(dataset.length / batchSize);
  checkValue('batches: start', start, integer(0, length));
  checkValue('batches: rank', rank, integer(0, ranks - 1));
  const plan: Plan = {
    shape: dataset.shape,
    classes: dataset.classes.length,
    labels: dataset.labels,
    seed,
    epoch,
    augment,
    normalize,
    skipCorrupt: onCorrupt === 'skip',
  };

  return {
    length,
    ranks,
    get description() {
      return {
        ...describeData(dataset),
        batchSize,
        shuffle,
        dropLast,
        augment,
        normalize: normalize ? { mean: Array.from(normalize.mean), std: Array.from(normalize.std) } : null,
        onCorrupt,
      };
    },
    get fingerprint() {
      return digest(JSON.stringify(this.description));
    },
    async *[Symbol.asyncIterator]() {
      const order = shuffle
        ? permutation(dataset.length, seed, epoch)
        : Int32Array.from({ length: dataset.length }, (_, index) => index);
      const free: ArrayBuffer[] = [];
      const jobOf = (step: number): Job => {
        const whole = order.subarray(step * batchSize, (step + 1) * batchSize);
        const startOf = (of: number): number => Math.floor((of * whole.length) / ranks);
        return { step, indices: whole.slice(startOf(rank), startOf(rank + 1)), recycled: free.pop() };
      };
      for await (const made of madeAnywhere(dataset.source, plan, workers, (maker) =>
        makeInOrder(maker, jobOf, start, length, prefetch),
      )) {
        yield { ...made, release: () => void (made.images.byteLength && free.push(detached(made.images.buffer))) };
      }
    },
  };
}

/** Runs in workers; where these do not start, says so and runs here. */
async function* madeAnywhere(
  source: Source,
  plan: Plan,
  workers: number,
  run: (maker: Maker) => AsyncIterable<MadeBatch>,
): AsyncGenerator<MadeBatch> {
  try {
    yield* run(makerOf(source, plan, workers));
  } catch (error) {
    if (!(error instanceof ThreadUnavailable)) throw error;
    console.warn(`batches are made without a worker, between the steps: it could not be started: ${error.message}`);
    yield* run(localMaker(source, plan));
  }
}

function makerOf(source: Source, plan: Plan, workers: number): Maker {
  const threads: Thread[] = [];
  try {
    for (let count = 0; count < workers; count++) {
      const thread = source.startThread?.();
      if (thread) threads.push(thread);
    }
  } catch (error) {
    for (const thread of threads) thread.stop();
    throw new ThreadUnavailable((error as Error).message, { cause: error });
  }
  return threads.length ? threadMaker(threads, source, plan) : localMaker(source, plan);
}

/** The same memory under another object, so that whoever still holds the old one finds it empty, not overwritten. */
const detached = (buffer: ArrayBuffer): ArrayBuffer => structuredClone(buffer, { transfer: [buffer] });

/** Images and what they show, as the training module takes them. */
export interface Batch {
  /** N×C×H×W; bytes stand for 0…1. */
  readonly images: Float32Array | Uint8Array;
  /** A class per image, or a distribution over the classes per image, N×classes. */
  readonly labels: Int32Array | Float32Array;
  /** Which images these are; needed only where labels are distributions, since it says how many. */
  readonly indices?: {
    /** How many images. */
    readonly length: number;
  };
  /** Images that could not be read and are not in it: which, and why. The run counts and names them. */
  readonly skipped?: readonly string[];
  /** Called once the batch is no longer needed. */
  readonly release?: () => void;
}

/** Batches one after the other, e.g. of `batches` of `@resnet-compile/data`, or an array of them. */
export type Batches = AsyncIterable<Batch> | Iterable<Batch>;

/** Which part of each batch is wanted, where several processes share it; without, the whole. */
export interface Share {
  /** The process's, from 0. */
  readonly rank?: number;
  /** Number of processes: of n images, those from ⌊rank·n/ranks⌋ to ⌊(rank+1)·n/ranks⌋ are wanted. */
  readonly ranks?: number;
}

/** Where an epoch's batches are opened. */
export interface Place extends Share {
  /** Of the run. */
  readonly seed: number;
  /** Counted from 0. */
  readonly epoch: number;
  /** The first batch, counted from 0: an earlier run has seen those before it. */
  readonly start: number;
}

/** What an epoch's batches say of themselves besides. */
export interface OpenedBatches {
  /** Of the whole epoch. */
  readonly length: number;
  /** A hash of all that makes the batches what they are; a run that goes on with another one is refused. */
  readonly fingerprint?: string;
  /** The same value by value, as plain data, so that it can be said what differs. */
  readonly description?: object;
  /** The number of processes, where these are one's shares of the batches; of others the trainer takes the shares. */
  readonly ranks?: number;
}

/**
 * Opens an epoch's batches; `length` is the number of the whole epoch's. A place gives the same batches whenever it is
 * opened, augmentation included, or a resumed run is another. `batches(dataset, { ...place, batchSize })` of
 * `@resnet-compile/data` is of this kind.
 */
export type OpenBatches = (place: Place) => Batches & OpenedBatches;

/** How many images a batch has. @throws {TypeError} where it does not say. */
export function sizeOf({ labels, indices }: Batch): number {
  const count =
    indices?.length ?? (Object.prototype.toString.call(labels) === '[object Int32Array]' ? labels.length : undefined);
  if (count === undefined)
    throw new TypeError(
      `a batch has ${Object.prototype.toString.call(labels)} as labels and no indices; expected an Int32Array of classes, or distributions and indices of images`,
    );
  return count;
}

/** All batches from a step on, epoch after epoch. @throws {Error} where an epoch has fewer or more than its length. */
export async function* batchesFrom(
  open: (place: Place) => Batches,
  seed: number,
  step: number,
  perEpoch: number,
): AsyncGenerator<Batch, never> {
  for (let epoch = Math.floor(step / perEpoch), start = step % perEpoch; ; epoch++, start = 0) {
    let count = start;
    for await (const batch of open({ seed, epoch, start })) {
      if (++count > perEpoch) break;
      yield batch;
      batch.release?.();
    }
    if (count !== perEpoch)
      throw new Error(
        `epoch ${epoch + 1} has ${count < perEpoch ? count : `more than ${perEpoch}`} batches; expected ${perEpoch}, the length of the first epoch`,
      );
  }
}

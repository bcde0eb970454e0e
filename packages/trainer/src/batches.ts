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
  /** Called once the batch is no longer needed. */
  readonly release?: () => void;
}

/** Batches one after the other, e.g. of `batches` of `@resnet-compile/data`, or an array of them. */
export type Batches = AsyncIterable<Batch> | Iterable<Batch>;

/** Where an epoch's batches are opened. */
export interface Place {
  /** Of the run. */
  readonly seed: number;
  /** Counted from 0. */
  readonly epoch: number;
  /** The first batch, counted from 0: an earlier run has seen those before it. */
  readonly start: number;
}

/**
 * Opens an epoch's batches; `length` is the number of the whole epoch's. A place gives the same batches whenever it is
 * opened, augmentation included, or a resumed run is another. `batches(dataset, { ...place, batchSize })` of
 * `@resnet-compile/data` is of this kind.
 */
export type OpenBatches = (place: Place) => Batches & {
  /** Of the whole epoch. */
  readonly length: number;
};

/** How many images a batch has. @throws {TypeError} where it does not say. */
export function sizeOf({ labels, indices }: Batch): number {
  const count = indices?.length ?? (labels instanceof Int32Array ? labels.length : undefined);
  if (count === undefined) throw new TypeError(`a batch has ${Object.prototype.toString.call(labels)} as labels and no indices; expected an Int32Array of classes, or distributions and indices of images`);
  return count;
}

/** All batches from a step on, epoch after epoch. @throws {Error} where an epoch has fewer or more than its length. */
export async function* batchesFrom(open: OpenBatches, seed: number, step: number, perEpoch: number): AsyncGenerator<Batch, never> {
  for (let epoch = Math.floor(step / perEpoch), start = step % perEpoch; ; epoch++, start = 0) {
    let count = start;
    for await (const batch of open({ seed, epoch, start })) {
      if (++count > perEpoch) break;
      yield batch;
      batch.release?.();
    }
    if (count !== perEpoch) throw new Error(`epoch ${epoch + 1} has ${count < perEpoch ? count : `more than ${perEpoch}`} batches; expected ${perEpoch}, the length of the first epoch`);
  }
}

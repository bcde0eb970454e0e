import { sizeOf, type Batch, type Batches, type OpenedBatches, type Share } from '../batches.ts';
import type { Ranks } from './ranks.ts';

/** Where a rank's part of so many images begins; that of the next one begins where it ends. */
const startOf = (images: number, rank: number, ranks: number): number => Math.floor((rank * images) / ranks);

/** How many images ranks get of a batch of so many: the same for all, or two numbers. */
export const shareSizes = (images: number, ranks: number): readonly number[] => [
  ...new Set([Math.floor(images / ranks), Math.ceil(images / ranks)]),
];

/**
 * Opens a rank's shares of batches. Where what is opened has been made as shares, as that of `batches` of `@resnet-compile/data`, it is
 * taken as it is; else every rank makes whole batches, and its share is cut out.
 */
export const openShares =
  <Place extends object>(
    open: (place: Place & Share) => Batches & Partial<OpenedBatches>,
    { rank, ranks }: Pick<Ranks, 'rank' | 'ranks'>,
  ) =>
  (place: Place): Batches => {
    if (ranks === 1) return open(place);
    const opened = open({ ...place, rank, ranks });
    return opened.ranks === ranks ? opened : cutShares(opened, rank, ranks);
  };

async function* cutShares(batches: Batches, rank: number, ranks: number): AsyncGenerator<Batch> {
  for await (const batch of batches) yield shareOf(batch, rank, ranks);
}

function shareOf(batch: Batch, rank: number, ranks: number): Batch {
  const { images, labels, skipped, release } = batch;
  const count = sizeOf(batch);
  const [from, to] = [startOf(count, rank, ranks), startOf(count, rank + 1, ranks)];
  const cut = <Values extends Float32Array | Uint8Array | Int32Array>(values: Values): Values => {
    const size = values.length / count;
    return values.subarray(from * size, to * size) as Values;
  };
  return {
    images: cut(images),
    labels: cut(labels),
    indices: { length: to - from },
    // Every rank has made the whole batch: one of them counts what is missing from it.
    ...(skipped && rank === 0 ? { skipped } : {}),
    ...(release ? { release: () => release.call(batch) } : {}),
  };
}

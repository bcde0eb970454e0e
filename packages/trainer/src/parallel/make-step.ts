import { sizeOf, type Batch } from '../batches.ts';
import type { TrainableNetwork } from '../network.ts';
import type { Ranks } from './ranks.ts';

/** A step over the shares of all ranks. */
export interface MadeStep {
  /** In all shares. */
  readonly images: number;
  /** Mean over them. */
  readonly loss: number;
  /** How many of them were classified right. */
  readonly correct: number;
  /** Those that could not be read. */
  readonly skipped: readonly string[];
}

/** Ranks no longer have the same weights. */
export class UnevenError extends Error {
  /** `UnevenError`. */
  override readonly name = 'UnevenError';
}

/**
 * A step of all ranks, each on its share of the batch: the gradients and statistics of shares, weighted by their images, are
 * summed between backward pass and update, so that all make the same update.
 * @returns undefined, with nothing changed, where a rank has no batch since it is to stop
 * @throws what `trainStep` does, and a {@link RankError} where another rank failed before it, an {@link UnevenError} where its step failed that this one made.
 */
export async function makeStep(
  ranks: Ranks,
  network: TrainableNetwork,
  batch: Batch | undefined,
  learningRate: number,
): Promise<MadeStep | undefined> {
  if (!batch) {
    await ranks.exchange(0);
    return undefined;
  }
  const { images, labels, skipped = [] } = batch;
  const count = sizeOf(batch);
  if (count === 0 && ranks.ranks > 1)
    throw new TypeError(`a batch has fewer images than there are ranks, ${ranks.ranks}`);
  let isStopped = false;
  const onGradients = async (values: Float32Array): Promise<Float32Array> => {
    const counts = await ranks.exchange(count);
    isStopped = counts.includes(0);
    if (isStopped) throw new Error('another rank stops before this step');
    const weight = count / total(counts);
    // Of 25 M values, as ResNet-50 has them, a loop takes 50 ms where `forEach` takes 600.
    for (let i = 0; i < values.length; i++) values[i] = (values[i] ?? 0) * weight;
    return ranks.sum(values);
  };
  const step = { images, labels, learningRate, ...(ranks.ranks > 1 ? { onGradients } : {}) };
  const result = await network.trainStep(step).catch((error: unknown) => {
    if (isStopped) return undefined;
    throw error;
  });
  if (!result) return undefined;
  const made = await ranks.exchange({ ...result, images: count, skipped }).catch((error: unknown) => {
    throw new UnevenError(String((error as Error).message), { cause: error });
  });
  const all = total(made.map((each) => each.images));
  return {
    images: all,
    loss: made.length === 1 ? result.loss : total(made.map((each) => each.loss * each.images)) / all,
    correct: total(made.map((each) => each.correct)),
    skipped: made.flatMap((each) => each.skipped),
  };
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

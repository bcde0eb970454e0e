import type { Batch } from './batches.ts';
import { makeStep } from './parallel/make-step.ts';
import type { Ranks } from './parallel/ranks.ts';
import type { StepRecord } from './records.ts';
import { epochOf, type RunState } from './run-state.ts';
import type { TrainOptions } from './train-options.ts';
import { failure } from './training-error.ts';

/** Takes the next batch and makes a step on it; undefined where there is none, on this rank or another, since the signal was given. */
export async function nextStep(
  run: RunState,
  next: () => Promise<IteratorResult<Batch, void>>,
  rate: () => number,
  network: TrainOptions['network'],
  ranks: Ranks,
): Promise<StepRecord | undefined> {
  const [step, epoch] = [run.step + 1, epochOf({ ...run, step: run.step + 1 })];
  try {
    const { value: batch } = await next();
    const learningRate = batch ? rate() : 0;
    const made = await makeStep(ranks, network, batch || undefined, learningRate);
    if (!made) return undefined;
    const { images, loss, correct, skipped } = made;
    return {
      kind: 'step',
      step,
      epoch,
      images,
      loss,
      accuracy: correct / images,
      learningRate,
      ...(skipped.length ? { skipped } : {}),
      time: Date.now() / 1000,
    };
  } catch (error) {
    throw failure(`step ${step}, in epoch ${epoch}, failed`, error);
  }
}

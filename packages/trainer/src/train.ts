import { estimateStatistics } from './average.ts';
import { batchesFrom } from './batches.ts';
import { beginRun } from './begin-run.ts';
import { createBreaks } from './breaks.ts';
import { writeCheckpoint } from './checkpoint-file.ts';
import { evaluateRun } from './evaluate-run.ts';
import type { TrainingEvent } from './events.ts';
import type { Host } from './host.ts';
import { nextStep } from './next-step.ts';
import { expectEqualWeights } from './parallel/expect-equal-weights.ts';
import { ranksOf, type Ranks } from './parallel/ranks.ts';
import { openShares } from './parallel/shares.ts';
import type { Plan } from './plan.ts';
import { afterEpoch, afterStep, epochRecord, isAtRest, isEpochEnd, type Evaluated } from './run-state.ts';
import { planOf, type TrainOptions } from './train-options.ts';
import { failed, isWorthKeeping } from './training-error.ts';
import { untilStopped } from './until-stopped.ts';

/** How a run ended. */
export interface Summary {
  /** Steps made, those of earlier runs included. */
  readonly step: number;
  /** Whether all steps were made, or as many as `patience` asks for; not, where the signal ended the run before. */
  readonly finished: boolean;
  /** The last one. */
  readonly evaluation: Evaluated | null;
  /** The one with the highest top-1 accuracy. */
  readonly best: Evaluated | null;
  /** Images that could not be read, of all epochs and evaluations, each once: which, and why. */
  readonly skipped: readonly string[];
}

/**
 * Trains a network: steps, evaluations and checkpoints, each told to `onEvent`. With `resume` it goes on from there, bit for
 * bit: same data order, same augmentation, same records. With `engine`, several processes train it together.
 * @throws {TypeError} for options that are wrong and data that do not fit the network, before the first step,
 * {@link CheckpointError} for a checkpoint of another run, {@link TrainingError} where a step fails, as when the loss is not
 * finite, an evaluation, or the data.
 */
export function train(options: TrainOptions): Promise<Summary> {
  return runTraining(options, { resume: async (given) => given, warn: console.warn });
}

/** The run of {@link train}, in some host. */
export async function runTraining(options: TrainOptions, host: Host): Promise<Summary> {
  const plan = planOf(options);
  const { network } = options;
  if (inTraining.has(network))
    throw new TypeError('train: another run trains this network at present; load the network once more for this one');
  inTraining.add(network);
  const ranks = ranksOf(options.engine);
  try {
    // The caller's bytes are the caller's again when the call returns.
    return await trainNetwork(plan, options, host, options.resume && new Uint8Array(options.resume), ranks);
  } catch (error) {
    await ranks.fail(error);
    throw error;
  } finally {
    inTraining.delete(network);
  }
}

const inTraining = new WeakSet<object>();

async function trainNetwork(
  plan: Plan,
  options: TrainOptions,
  host: Host,
  given: Uint8Array | undefined,
  ranks: Ranks,
): Promise<Summary> {
  const { network, data, schedule, signal } = options;
  const isFirst = ranks.rank === 0;
  const tell = async (event: TrainingEvent): Promise<void> => (isFirst ? options.onEvent?.(event) : undefined);
  const begun = await beginRun(plan, options, host.resume, given, ranks);
  let { run } = begun;
  let savedRecords = run.records;
  await tell({ kind: 'start', plan, step: run.step });
  for (const message of begun.notices) {
    if (isFirst) host.warn(message);
    await tell({ kind: 'notice', step: run.step, message });
  }

  const save = async (isBest: boolean): Promise<void> => {
    savedRecords = run.records;
    if (!isFirst) return;
    await tell({ kind: 'checkpoint', step: run.step, bytes: writeCheckpoint(await network.checkpoint(), run), isBest });
  };
  /** What was made before something failed, as whoever hears of the events. */
  const keep = async (): Promise<void> => {
    if (isEpochEnd(run) && run.epoch.images > 0) {
      await tell(epochRecord(run, Date.now() / 1000)).catch(() => undefined);
      run = afterEpoch(run);
    }
    await save(false);
  };
  const batches = untilStopped(
    batchesFrom(openShares(data.train, ranks), plan.seed, run.step, plan.batchesPerEpoch),
    signal,
  );
  const breathe = createBreaks();
  const test = data.test && openShares(data.test.bind(data), ranks);
  /** Whether all ranks end: the signal comes to each in a moment of its own. */
  let isStopped = false;
  const isDue = (every: number): boolean => run.step === plan.steps || (run.step > 0 && run.step % every === 0);
  try {
    for (;;) {
      if (test && isDue(plan.evaluateEvery) && run.evaluation?.step !== run.step && !isStopped) {
        // An evaluation may fail, or take its time: the steps before it are kept by then.
        if (run.records > savedRecords) await save(false);
        run = (await evaluateRun(run, { ...options, test: () => test({}) }, tell, breathe, ranks)) ?? run;
      }
      const isDone = run.step === plan.steps || isAtRest(run, plan);
      const isEnd = isDone || isStopped;
      const isBest = run.best !== null && run.best.step === run.step;
      // Without an evaluation, nobody has done that.
      if (!data.test && run.step === plan.steps && run.records > savedRecords)
        await estimateStatistics(options, run, breathe, ranks.ranks).catch(
          failed("the estimate of the average's statistics", run),
        );
      if (run.records > savedRecords && (isEnd || isBest || isDue(plan.checkpointEvery))) await save(isBest);
      // Whoever leaves first may take the others along: rank 0 has written by then.
      if (isEnd) await ranks.exchange(true);
      if (isEnd)
        return {
          step: run.step,
          finished: isDone,
          evaluation: run.evaluation,
          best: run.best,
          skipped: run.skipped,
        };

      const record = await nextStep(
        run,
        () => batches.next(),
        () => schedule(run.step, plan.steps),
        network,
        ranks,
      );
      isStopped = record === undefined;
      if (!record) continue;
      run = afterStep(run, record);
      if (run.step % (options.engine?.checkEvery ?? checkEvery) === 0)
        await expectEqualWeights(ranks, network, run.step);
      await tell(record);
      if (isEpochEnd(run)) {
        await tell(epochRecord(run, Date.now() / 1000));
        run = afterEpoch(run);
      }
      await breathe();
    }
  } catch (error) {
    if (run.records > savedRecords && isWorthKeeping(error)) await keep().catch(() => undefined);
    throw error;
  } finally {
    await batches.return();
  }
}

/** Steps between two comparisons of the ranks' weights, where the engine does not say. */
const checkEvery = 100;

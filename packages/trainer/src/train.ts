import { estimateStatistics, evaluatedPart } from './average.ts';
import { batchesFrom, type Batch, type Batches } from './batches.ts';
import { CheckpointError, readCheckpoint, writeCheckpoint } from './checkpoint-file.ts';
import { evaluationOf, StoppedError, tally, type Evaluation } from './evaluation.ts';
import type { TrainingEvent } from './events.ts';
import { lookAtData } from './first-look.ts';
import { expectEqualRuns } from './parallel/expect-equal-runs.ts';
import { expectEqualWeights } from './parallel/expect-equal-weights.ts';
import { makeStep, UnevenError } from './parallel/make-step.ts';
import { RankError, ranksOf, type Ranks } from './parallel/ranks.ts';
import { openShares } from './parallel/shares.ts';
import { sumTallies } from './parallel/sum-tallies.ts';
import type { Plan } from './plan.ts';
import { planOf, type TrainOptions } from './train-options.ts';
import type { StepRecord } from './records.ts';
import { checkRun } from './check-run.ts';
import { settingOf } from './run-setting.ts';
import {
  afterEpoch,
  afterEvaluation,
  afterStep,
  epochOf,
  epochRecord,
  isAtRest,
  isEpochEnd,
  startState,
  type Evaluated,
  type RunState,
} from './run-state.ts';
import { createBreaks } from './breaks.ts';
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

/** A step, an evaluation or the data of a step failed; what was made before it is as it was. `cause` has the reason. */
export class TrainingError extends Error {
  /** `TrainingError`. */
  override readonly name = 'TrainingError';
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

/** What a host adds to a run. */
export interface Host {
  /** Asked once all that can be wrong without it is right: the bytes of the checkpoint to go on from; `given` are those of the call. */
  readonly resume: (given: Uint8Array | undefined) => Promise<Uint8Array | undefined>;
  /** Told what whoever trains should know. */
  readonly warn: (message: string) => void;
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
  const look = await lookAtData(options, plan);
  const setting = settingOf(look.description, network.training?.declaration, plan.steps, schedule, ranks.ranks);
  await expectEqualRuns(ranks, plan, setting);
  const notices = look.ignoresPlace ? [ignoresPlace] : [];
  let run = startState(plan.seed, plan.batchesPerEpoch, setting);
  const resume = await ranks.broadcast(isFirst ? await host.resume(given) : undefined);
  if (resume) {
    const before = readCheckpoint(resume);
    if (look.ignoresPlace && before.step % plan.batchesPerEpoch !== 0 && before.step < plan.steps)
      throw new CheckpointError(
        `the checkpoint is of step ${before.step}, in the middle of an epoch of ${plan.batchesPerEpoch} batches, and ${ignoresPlace}`,
      );
    notices.push(...checkRun(before, plan, setting, schedule));
    await network.restore(resume);
    run = { ...before, setting };
  } else if (ranks.ranks > 1) {
    const begun = await ranks.broadcast(isFirst ? await network.checkpoint() : undefined);
    if (begun && !isFirst) await network.restore(begun);
  }
  await expectEqualWeights(ranks, network, run.step);
  let savedRecords = run.records;
  await tell({ kind: 'start', plan, step: run.step });
  for (const message of notices) {
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
      await tell(epochRecord(run, now())).catch(() => undefined);
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

      const record = await stepOf(
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
        await tell(epochRecord(run, now()));
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

const ignoresPlace =
  'data.train opens the same batches at every place: each epoch has the same order and augmentation, and a run cannot go on in the middle of one. Hand the place on: (place) => batches(dataset, { ...place, batchSize: 128 })';

/** Where a loss was on its way to infinity, an earlier checkpoint is the better one; where records cannot be written, one would not fit them. */
const isWorthKeeping = (error: unknown): boolean => {
  const { name, cause } = Object(error) as Partial<Error>;
  return !['NonFiniteError', 'WritingError', 'UnevenError'].includes(name ?? '') && (!cause || isWorthKeeping(cause));
};

/** Steps between two comparisons of the ranks' weights, where the engine does not say. */
const checkEvery = 100;

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const now = (): number => Date.now() / 1000;

/** Takes the next batch and makes a step on it; undefined where there is none, on this rank or another, since the signal was given. */
async function stepOf(
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
      time: now(),
    };
  } catch (error) {
    throw failure(`step ${step}, in epoch ${epoch}, failed`, error);
  }
}

/** Of a failure elsewhere, the rank says where. */
const failure = (what: string, error: unknown): TrainingError =>
  new TrainingError(
    error instanceof RankError || error instanceof UnevenError ? error.message : `${what}: ${messageOf(error)}`,
    { cause: error },
  );

const failed =
  (what: string, { step }: RunState) =>
  (error: unknown): never => {
    throw failure(`${what} after step ${step} failed`, error);
  };

/** The state after the evaluation; undefined where the signal ended it. */
async function evaluateRun(
  run: RunState,
  options: TrainOptions & { readonly test: () => Batches },
  tell: (event: TrainingEvent) => Promise<void>,
  breathe: () => Promise<void>,
  ranks: Ranks,
): Promise<RunState | undefined> {
  const { network, test, signal } = options;
  const measure = async (): Promise<Evaluation | undefined> => {
    await estimateStatistics(options, run, breathe, ranks.ranks);
    const own = await tally({
      network: evaluatedPart(network),
      batches: test(),
      signal,
      onProgress: async (images) => {
        await tell({ kind: 'evaluating', step: run.step, images });
        await breathe();
      },
    }).catch((error: unknown) => {
      if (error instanceof StoppedError) return undefined;
      throw error;
    });
    const all = await sumTallies(ranks, own);
    return all && evaluationOf(all);
  };
  const evaluation = await measure().catch(failed('the evaluation', run));
  if (!evaluation) return undefined;
  const { confusion, ...measured } = evaluation;
  const evaluated = {
    step: run.step,
    epoch: epochOf(run),
    ...(network.training?.average ? { of: 'average' } : {}),
    ...measured,
  } as Evaluated;
  await tell({ kind: 'evaluation', ...evaluated, time: now(), confusion });
  return afterEvaluation(run, evaluated);
}

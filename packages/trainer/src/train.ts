import { batchesFrom, sizeOf, type Batch } from './batches.ts';
import { CheckpointError, readCheckpoint, writeCheckpoint } from './checkpoint-file.ts';
import { evaluate, StoppedError } from './evaluation.ts';
import type { TrainingEvent } from './events.ts';
import { planOf, type Plan, type TrainOptions } from './plan.ts';
import type { StepRecord } from './records.ts';
import { afterEpoch, afterEvaluation, afterStep, epochOf, epochRecord, isEpochEnd, startState, type Evaluated, type RunState } from './run-state.ts';
import { createBreaks } from './breaks.ts';

/** How a run ended. */
export interface Summary {
  /** Steps made, those of earlier runs included. */
  readonly step: number;
  /** Whether all steps were made; not, where the signal ended the run before. */
  readonly finished: boolean;
  /** The last one. */
  readonly evaluation: Evaluated | null;
  /** The one with the highest top-1 accuracy. */
  readonly best: Evaluated | null;
}

/** A step failed; what was made before it is as it was. `cause` has the reason. */
export class TrainingError extends Error {
  /** `TrainingError`. */
  override readonly name = 'TrainingError';
}

/**
 * Trains a network: steps, evaluations and checkpoints, each told to `onEvent`. With `resume` it goes on from there, bit for
 * bit: same data order, same augmentation, same records.
 * @throws {TypeError} for options that are wrong, {@link CheckpointError} for a checkpoint of another run,
 * {@link TrainingError} where a step fails, as when the loss is not finite.
 */
export async function train(options: TrainOptions): Promise<Summary> {
  const plan = planOf(options);
  const { network, data, schedule, signal, resume } = options;
  const tell = async (event: TrainingEvent): Promise<void> => options.onEvent?.(event);
  let run = startState(plan.seed, plan.batchesPerEpoch);
  if (resume) {
    run = checkRun(readCheckpoint(resume), plan);
    await network.restore(resume);
  }
  let savedRecords = run.records;
  await tell({ kind: 'start', plan, step: run.step });

  const batches = batchesFrom(data.train, plan.seed, run.step, plan.batchesPerEpoch);
  const breathe = createBreaks();
  try {
    for (;;) {
      const open = data.test;
      const isDue = (every: number): boolean => run.step === plan.steps || (run.step > 0 && run.step % every === 0);
      if (open && isDue(plan.evaluateEvery) && run.evaluation?.step !== run.step && !signal?.aborted) {
        const evaluated = await evaluateRun(run, options, tell, breathe);
        if (evaluated) run = evaluated;
      }
      const isEnd = run.step === plan.steps || signal?.aborted === true;
      const isBest = run.best !== null && run.best.step === run.step;
      if (run.records > savedRecords && (isEnd || isBest || isDue(plan.checkpointEvery))) {
        await tell({ kind: 'checkpoint', step: run.step, bytes: writeCheckpoint(await network.checkpoint(), run), isBest });
        savedRecords = run.records;
      }
      if (isEnd) return { step: run.step, finished: run.step === plan.steps, evaluation: run.evaluation, best: run.best };

      const { value: batch } = await batches.next();
      const record = await stepOn(batch, run, schedule(run.step, plan.steps), network);
      run = afterStep(run, record);
      await tell(record);
      if (isEpochEnd(run)) {
        await tell(epochRecord(run, now()));
        run = afterEpoch(run);
      }
      await breathe();
    }
  } finally {
    await batches.return(undefined as never);
  }
}

const now = (): number => Date.now() / 1000;

async function stepOn(batch: Batch, run: RunState, learningRate: number, network: TrainOptions['network']): Promise<StepRecord> {
  const images = sizeOf(batch);
  const [step, epoch] = [run.step + 1, epochOf({ ...run, step: run.step + 1 })];
  try {
    const { loss, correct } = await network.trainStep({ images: batch.images, labels: batch.labels, learningRate });
    return { kind: 'step', step, epoch, images, loss, accuracy: correct / images, learningRate, time: now() };
  } catch (error) {
    throw new TrainingError(`step ${step}, in epoch ${epoch}, failed: ${(error as Error).message}`, { cause: error });
  }
}

/** The state after the evaluation; undefined where the signal ended it. */
async function evaluateRun(run: RunState, { network, data, signal }: TrainOptions, tell: (event: TrainingEvent) => Promise<void>, breathe: () => Promise<void>): Promise<RunState | undefined> {
  try {
    const { confusion, ...measured } = await evaluate({
      network, batches: data.test!(), signal,
      onProgress: async (images) => {
        await tell({ kind: 'evaluating', step: run.step, images });
        await breathe();
      },
    });
    const evaluated = { step: run.step, epoch: epochOf(run), ...measured };
    await tell({ kind: 'evaluation', ...evaluated, time: now(), confusion });
    return afterEvaluation(run, evaluated);
  } catch (error) {
    if (error instanceof StoppedError) return undefined;
    throw error;
  }
}

function checkRun(run: RunState, { seed, batchesPerEpoch, steps }: Plan): RunState {
  for (const [name, found, wanted] of [['seed', run.seed, seed], ['batchesPerEpoch', run.batchesPerEpoch, batchesPerEpoch]] as const) {
    if (found !== wanted) throw new CheckpointError(`the checkpoint is of a run with ${name} ${found}, this one has ${wanted}; go on with the same options, or start another run`);
  }
  if (run.step > steps) throw new CheckpointError(`the checkpoint is of step ${run.step}, and the run has ${steps}; give it more, or start another run`);
  return run;
}

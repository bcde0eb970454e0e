import { boolean, text } from '@resnet-compile/options';
import { planOf, type TrainOptions } from '../train-options.ts';
import { wholeFrom } from '../kinds.ts';
import type { StopSignal } from '../stop-signal.ts';
import { runTraining, type Summary } from '../train.ts';
import { TrainingError } from '../training-error.ts';
import { createProgress, type Terminal } from './progress.ts';
import { openRunFolder, type RunFolder } from './run-folder.ts';
import { catchSignals } from './signals.ts';
import { WritingError } from './writing-error.ts';

/** A run, and the folder in which it is kept. */
export interface TrainInFolderOptions extends TrainOptions {
  /** The run's folder. Where it has a checkpoint, the run goes on from there, so that there is no `resume`. Without, nothing is written. */
  readonly out?: string;
  /** How many of the latest checkpoints stay; 3. The best one stays besides. */
  readonly keep?: number;
  /** Whether the run is shown; true. */
  readonly progress?: boolean;
}

/**
 * Trains a network in Node or Deno. With `out`, the run has a folder: metrics, checkpoints, and at its end the weights; the
 * same call goes on where an earlier one ended, however it ended. Ctrl-C, `kill` and a terminal that is closed save a
 * checkpoint before they end the process. With `engine`, the folder and what is shown are those of rank 0.
 * @throws {TypeError} for options that are wrong and data that do not fit, and an error named `FolderInUseError` where another
 * process trains into the folder: nothing is changed then. {@link TrainingError} where a step fails or a file can't be
 * written, as when the disk is full; the message names the checkpoint that there is.
 */
export async function train(given: TrainInFolderOptions): Promise<Summary> {
  planOf<Pick<TrainInFolderOptions, 'out' | 'keep' | 'progress'>>(given, {
    out: { ...text, expected: "the path of the run's folder, a text" },
    keep: wholeFrom(1),
    progress: boolean,
  });
  const { out, keep = 3, progress = true, ...options } = given;
  if (out !== undefined && options.resume)
    throw new TypeError('train: there are out and resume; expected one of them, since a folder has its own checkpoint');
  const isFirst = !options.engine?.rank;
  const { tell, say } = createProgress(progress && isFirst ? process.stdout : silent);
  const warn = progress ? say : console.warn;
  let folder: RunFolder | undefined;
  const { signal, release } = catchSignals((name) =>
    say(`${name}: ending after this step${out === undefined ? '' : ', with a checkpoint'}; once more to end at once`),
  );
  try {
    const summary = await runTraining(
      {
        ...options,
        signal: either(signal, options.signal),
        async onEvent(event) {
          await folder?.record(event);
          tell(event);
          await options.onEvent?.(event);
        },
      },
      {
        warn,
        async resume(given) {
          folder = out === undefined ? undefined : await openRunFolder(out, { keep, warn });
          return folder ? folder.resume : given;
        },
      },
    );
    await folder?.finish(summary.finished ? Object.keys(await options.network.stateDict()) : undefined, {
      average: !!options.network.training?.average,
    });
    if (isFirst) sayWhatWasSkipped(summary.skipped, warn);
    if (folder && !summary.finished)
      say(`saved ${folder.lastCheckpoint() ?? 'nothing: no step was made'}; the same command goes on from there`);
    return summary;
  } catch (error) {
    throw folder ? explained(error as Error, folder.lastCheckpoint()) : error;
  } finally {
    folder?.close();
    release();
  }
}

/** The process's signal, or the caller's, which may be one that is only looked at. */
function either(signal: AbortSignal, given: StopSignal | undefined): StopSignal {
  if (!given) return signal;
  if (given instanceof AbortSignal) return AbortSignal.any([signal, given]);
  return {
    get aborted() {
      return signal.aborted || given.aborted;
    },
  };
}

const most = 10;

function sayWhatWasSkipped(skipped: readonly string[], warn: (message: string) => void): void {
  if (skipped.length)
    warn(
      `${skipped.length} image${skipped.length === 1 ? '' : 's'} could not be read, and ${skipped.length === 1 ? 'was' : 'were'} left out:\n${skipped
        .slice(0, most)
        .map((reason) => `  ${reason}`)
        .join('\n')}${skipped.length > most ? `\n  … and ${skipped.length - most} more` : ''}`,
    );
}

const silent: Terminal = { write: () => undefined };

/** With what there is to go on from, where a failed step or a failed write ends a run. */
function explained(error: Error, checkpoint: string | undefined): Error {
  if (!(error instanceof TrainingError || error instanceof WritingError)) return error;
  return new TrainingError(
    `${error.message.replace(/\.$/, '')}. ${checkpoint === undefined ? 'There is no checkpoint yet.' : `The last checkpoint is ${checkpoint}; once the cause is gone, the same command goes on from there.`}`,
    { cause: error.cause ?? error },
  );
}

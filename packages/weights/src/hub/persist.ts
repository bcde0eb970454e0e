import { Interrupted } from './interrupted.ts';
import { pause, stopIfAsked, type StopSignal } from './stop-signal.ts';

/** Longer than this, nobody waits. */
const longestWait = 60_000;

/**
 * Tries again what is interrupted, soon, and later each time, or as late as the server says.
 *
 * @param tries in a row that bring nothing; `progress` tells that one has brought something
 * @throws {Interrupted} the last one; whatever else `task` throws; the signal's reason.
 */
export async function persist<Result>(
  task: (progress: () => void) => Promise<Result>,
  tries: number,
  signal: StopSignal | undefined,
): Promise<Result> {
  for (let tried = 0; ;) {
    try {
      return await task(() => (tried = 0));
    } catch (error) {
      stopIfAsked(signal);
      if (!(error instanceof Interrupted)) throw error;
      tried += error.tries;
      if (tried >= tries || error.wait > longestWait) throw error;
      await pause(Math.max(error.wait, 25 * 4 ** tried), signal);
    }
  }
}

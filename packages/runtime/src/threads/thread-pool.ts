import { ForkJoin, controlBytes, type Task } from './fork-join.ts';
import { startWorker, type RunningWorker } from './host-worker.ts';

/** Threads that share tasks; the caller's is one of them. */
export interface ThreadPool {
  readonly threads: number;
  /** Does a task, and returns when it is done. */
  run(task: Task, argument: number): void;
  /** Ends the other threads. */
  dispose(): Promise<void>;
}

/** The caller's thread alone. */
export const oneThread: ThreadPool = {
  threads: 1,
  run(task, argument) {
    for (let unit = 0, units = task.units(argument); unit < units; unit++) task.run(unit, argument);
  },
  dispose: () => Promise.resolve(),
};

/** What a thread is given when it starts. */
export interface ThreadStart<Shared> {
  readonly thread: number;
  readonly threads: number;
  readonly words: Int32Array;
  readonly shared: Shared;
}

/**
 * Starts threads on the module `url`, which recognises itself by `name`; each makes its tasks out of `shared`, equal to
 * these. @throws {Error} that says why one cannot be started; then none is left.
 */
export async function startThreads<Shared>(url: string, name: string, threads: number, shared: Shared, tasks: readonly Task[]): Promise<ThreadPool> {
  const words = new Int32Array(new SharedArrayBuffer(controlBytes(threads)));
  const forkJoin = new ForkJoin(words, threads, tasks);
  const starting = Array.from({ length: threads - 1 }, (_, index) =>
    startWorker(url, name, { thread: index + 1, threads, words, shared } satisfies ThreadStart<Shared>));
  const started = await Promise.allSettled(starting);
  const workers = started.flatMap((each): RunningWorker[] => (each.status === 'fulfilled' ? [each.value] : []));
  // They sleep, or wait for a task: nothing is lost.
  const end = async (): Promise<void> => void (await Promise.all(workers.map((worker) => worker.terminate())));
  const failed = started.find((each) => each.status === 'rejected');
  if (failed) {
    await end();
    throw failed.reason;
  }
  const index = new Map(tasks.map((task, place) => [task, place]));
  return { threads, run: (task, argument) => forkJoin.run(index.get(task)!, argument), dispose: end };
}

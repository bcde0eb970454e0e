import { found } from '@resnet-compile/ir';
import type { CompiledModule } from '../compiled-module.ts';
import { unsliced, type Slices } from '../slices.ts';
import { startWorker } from '../workers/start-worker.ts';
import { doAlone, ForkJoin, controlBytes, type Task } from './fork-join.ts';

/** Threads that share tasks; the caller's is one of them. */
export interface ThreadPool {
  readonly threads: number;
  /** How long the caller's thread may compute without a pause. */
  readonly slices: Slices;
  /** Does a task. It is done on return, or where it takes several slices, when the promise resolves. */
  run(task: Task, argument: number): void | Promise<void>;
  /** Ends the other threads. */
  dispose(): Promise<void>;
}

/** The caller's thread alone. */
export const callersThread = (slices: Slices): ThreadPool => ({
  threads: 1,
  slices,
  run: (task, argument) => doAlone(task, argument, slices),
  dispose: () => Promise.resolve(),
});

/** The same, without a pause. */
export const oneThread: ThreadPool = callersThread(unsliced);

/** What a thread is given when it starts. */
export interface ThreadStart<Shared> {
  readonly thread: number;
  readonly threads: number;
  readonly words: Int32Array;
  readonly shared: Shared;
}

/**
 * Starts threads of a module; each makes its tasks out of `shared`, equal to these. @throws {Error} that says why one
 * cannot be started; then none is left.
 */
export async function startThreads<Shared>(
  module: CompiledModule,
  threads: number,
  shared: Shared,
  tasks: readonly Task[],
  slices: Slices,
): Promise<ThreadPool> {
  const words = new Int32Array(new SharedArrayBuffer(controlBytes(threads)));
  const forkJoin = new ForkJoin(words, threads, tasks, slices);
  const starting = Array.from({ length: threads - 1 }, (_, index) =>
    startWorker(module, 'thread', { thread: index + 1, threads, words, shared } satisfies ThreadStart<Shared>),
  );
  const started = await Promise.allSettled(starting);
  const lines = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  // They sleep, or wait for a task: nothing is lost.
  const end = async (): Promise<void> => void (await Promise.all(lines.map((line) => line.end())));
  const failed = started.find((each) => each.status === 'rejected');
  if (failed) {
    await end();
    throw failed.reason;
  }
  for (const { port } of lines) {
    port.postMessage('join');
    // Node is not to wait for a thread that waits for work.
    (port as { unref?(): void }).unref?.();
  }
  const index = new Map(tasks.map((task, place) => [task, place]));
  return { threads, slices, run: (task, argument) => forkJoin.run(found(index, task), argument), dispose: end };
}

import { DataError } from '../data-error.ts';
import type { Source } from '../dataset.ts';
import { batchMaker } from './make-batch.ts';
import type { Job, MadeBatch, Plan } from './plan.ts';
import type { Answer, Opening } from './serve-batches.ts';
import type { Thread } from './thread.ts';

/** Makes batches, in workers or here. */
export interface Maker {
  /** Whether asking early is of use. */
  readonly isParallel: boolean;
  make(job: Job): Promise<MadeBatch>;
  keepAlive(alive: boolean): void;
  stop(): void;
}

/** Makes each batch when it is asked for, on the caller's thread. */
export function localMaker({ open, data }: Source, plan: Plan): Maker {
  let make: Promise<(job: Job) => Promise<MadeBatch>> | undefined;
  return {
    isParallel: false,
    async make(job) {
      make ??= Promise.resolve(open(data)).then((reader) => batchMaker(reader, plan));
      return (await make)(job);
    },
    keepAlive() {},
    stop() {},
  };
}

/** No worker started, and so nothing is made yet: it can as well be made elsewhere. */
export class ThreadUnavailable extends Error {}

/** Makes batches in workers, which take turns. */
export function threadMaker(threads: readonly Thread[], { data }: Source, plan: Plan): Maker {
  const waiting = new Map<
    number,
    { readonly resolve: (batch: MadeBatch) => void; readonly reject: (error: Error) => void }
  >();
  let hasAnswered = false;
  let failure: Error | undefined;
  const onMessage = (message: unknown): void => {
    hasAnswered = true;
    const answer = message as Answer;
    const step = 'batch' in answer ? answer.batch.step : answer.step;
    const job = waiting.get(step);
    waiting.delete(step);
    if ('batch' in answer) job?.resolve(answer.batch);
    else job?.reject(answer.isDataError ? new DataError(answer.error) : new Error(answer.error));
  };
  const onError = (message: string): void => {
    failure = hasAnswered
      ? new Error(`the worker that makes batches failed: ${message}`)
      : new ThreadUnavailable(message);
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  for (const thread of threads) {
    thread.listen(onMessage, onError);
    thread.keepAlive(false);
    thread.post({ data, plan } satisfies Opening, []);
  }
  return {
    isParallel: true,
    make: (job) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        waiting.set(job.step, { resolve, reject });
        const buffers = [job.indices.buffer, ...(job.recycled ? [job.recycled] : [])];
        threads[job.step % threads.length]?.post(job, buffers);
      }),
    keepAlive: (alive) => threads.forEach((thread) => thread.keepAlive(alive)),
    stop: () => threads.forEach((thread) => thread.stop()),
  };
}

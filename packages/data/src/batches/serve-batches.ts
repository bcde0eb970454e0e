import { DataError } from '../data-error.ts';
import type { Reader } from '../dataset.ts';
import { nodeModule } from '../files/node-modules.ts';
import { batchMaker } from './make-batch.ts';
import type { Job, MadeBatch, Plan } from './plan.ts';

/** The first message to a worker; all others are jobs. */
export interface Opening {
  readonly data: unknown;
  readonly plan: Plan;
}

export type Answer =
  | { readonly batch: MadeBatch }
  | { readonly step: number; readonly error: string; readonly isDataError: boolean };

type Make = (job: Job) => Promise<MadeBatch>;

interface Endpoint {
  listen(onMessage: (message: unknown) => void): void;
  post(answer: Answer, transfer: ArrayBuffer[]): void;
}

/** In a worker: opens what the first message holds and answers jobs, one after the other. */
export function serveBatches<Data>(open: (data: Data) => Reader | Promise<Reader>): void {
  const { listen, post } = endpoint();
  let opened: Promise<Make> | undefined;
  let last: Promise<void> = Promise.resolve();
  const answer = async (make: Promise<Make>, job: Job): Promise<void> => {
    try {
      const batch = await (await make)(job);
      post({ batch }, [...new Set([batch.images.buffer, batch.labels.buffer, batch.indices.buffer])]);
    } catch (error) {
      post(
        {
          step: job.step,
          error: error instanceof Error ? error.message : String(error),
          isDataError: error instanceof DataError,
        },
        [],
      );
    }
  };
  listen((message) => {
    const make = opened;
    if (make) {
      last = last.then(() => answer(make, message as Job));
      return;
    }
    const { data, plan } = message as Opening;
    opened = Promise.resolve(open(data as Data)).then((reader) => batchMaker(reader, plan));
    opened.catch(() => {}); // Each job reports it.
  });
}

function endpoint(): Endpoint {
  const scope = globalThis as unknown as {
    onmessage: unknown;
    postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  };
  const port = typeof scope.postMessage === 'function' ? undefined : nodeModule('worker_threads')?.parentPort;
  return port
    ? {
        listen: (onMessage) => void port.on('message', onMessage),
        post: (answer, transfer) => port.postMessage(answer, transfer),
      }
    : {
        listen: (onMessage) => void (scope.onmessage = ({ data }: { data: unknown }) => onMessage(data)),
        post: (answer, transfer) => scope.postMessage(answer, transfer),
      };
}

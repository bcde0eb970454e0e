import type { Loading } from './load-options.ts';
import { isWebWorker, nodeModule, nodeThreads } from './workers/host.ts';

/** Milliseconds of work without a pause: less than a frame. */
const length = 8;

/** Work on a thread that others need as well. */
export interface Slices {
  /** Work begins, by a call or an event: nobody has waited yet. */
  begin(): void;
  isOver(): boolean;
  /** Lets timers, events and other work have their turn. */
  pause(): Promise<void>;
}

/** A thread that has nothing else to do, or is not asked to. */
export const unsliced: Slices = { begin() {}, isOver: () => false, pause: () => Promise.resolve() };

/**
 * How the caller's thread computes: in slices where that is a page's or one that pages share, or where it was asked to. A
 * program's and a worker's own are the caller's to share; slices cost 2 to 4 % of the time that ResNet-18 takes in Node.
 */
export const slicesFor = ({ worker }: Pick<Loading, 'worker'>): Slices =>
  worker === undefined && (nodeThreads() !== undefined || isWebWorker()) ? unsliced : createSlices();

export function createSlices(): Slices {
  let end = 0;
  const begin = (): void => void (end = performance.now() + length);
  return { begin, isOver: () => performance.now() > end, pause: () => turn().then(begin) };
}

/** Does something with each, in slices. */
export async function eachInSlices<Item>(items: Iterable<Item>, work: (item: Item) => void): Promise<void> {
  const slices = createSlices();
  slices.begin();
  for (const item of items) {
    work(item);
    if (slices.isOver()) await slices.pause();
  }
}

/** Node lets its event loop turn; in a page a message to oneself does, without the delay of its timers. */
const turn = (): Promise<void> =>
  new Promise((resolve) => {
    const immediately = nodeModule<{ setImmediate(task: () => void): void }>('timers')?.setImmediate;
    if (immediately) return immediately(resolve);
    if (typeof MessageChannel !== 'function') return void setTimeout(resolve);
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });

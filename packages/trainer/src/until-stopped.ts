import type { StopSignal } from './stop-signal.ts';

/**
 * The items until the signal is given, also while one is waited for: whoever makes it may take long, or never answer. Then it
 * is asked to end, and not waited for.
 */
export async function* untilStopped<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  signal: StopSignal | undefined,
): AsyncGenerator<Item, void> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  let end: 'its own' | 'a break' | 'a stop' = 'its own';
  try {
    while (!signal?.aborted) {
      const next = await orStop(iterator.next(), signal);
      if (next === undefined) end = 'a stop';
      if (next === undefined || next.done) return;
      end = 'a break';
      yield next.value;
      end = 'its own';
    }
    end = 'a break';
  } finally {
    // What has ended, or failed, is not to be asked.
    const ending = end === 'its own' ? undefined : Promise.resolve(iterator.return?.());
    if (end === 'a break') await ending;
    else ending?.catch(() => undefined);
  }
}

/** What a promise gives, or undefined where the signal is given first. A signal that does not tell is looked at between items alone. */
function orStop<Value>(value: Value | Promise<Value>, signal: StopSignal | undefined): Promise<Value | undefined> {
  if (!tells(signal)) return Promise.resolve(value);
  return new Promise<Value | undefined>((resolve, reject) => {
    const stop = (): void => resolve(undefined);
    signal.addEventListener('abort', stop);
    Promise.resolve(value)
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', stop));
  });
}

const tells = (signal: StopSignal | undefined): signal is AbortSignal =>
  signal !== undefined && 'addEventListener' in signal;

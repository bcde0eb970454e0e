import type { Loading, LoadOptions } from './load-options.ts';
import type { Network } from './network.ts';

/**
 * Loads until the signal says otherwise: then it rejects at once, with the signal's reason, and what is loaded all the same
 * is disposed of.
 */
export function stoppable(
  signal: AbortSignal | undefined,
  load: (stopping: AbortController) => Promise<Network>,
): Promise<Network> {
  const stopping = new AbortController();
  const stop = (): void => stopping.abort(signal?.reason);
  signal?.addEventListener('abort', stop);
  return new Promise<Network>((resolve, reject) => {
    stopping.signal.addEventListener('abort', () => reject(stopping.signal.reason));
    load(stopping).then((network) => (stopping.signal.aborted ? void network.dispose() : resolve(network)), reject);
  }).finally(() => signal?.removeEventListener('abort', stop));
}

/** What a device tells of its progress, for the caller: it never goes back, and what the caller throws stops loading. */
export function progressTo(onProgress: LoadOptions['onProgress'], stopping: AbortController): Loading['onProgress'] {
  let furthest = 0;
  return (fraction, bytes) => {
    furthest = Math.max(furthest, fraction);
    if (stopping.signal.aborted) return;
    try {
      if (bytes) onProgress?.(furthest, bytes);
      else onProgress?.(furthest);
    } catch (error) {
      stopping.abort(error);
    }
  };
}

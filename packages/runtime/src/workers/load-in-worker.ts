import type { CompiledModule } from '../compiled-module.ts';
import { joinsVectors } from '../cpu/host-features.ts';
import { ofBytes } from '../device.ts';
import type { Loading } from '../load-options.ts';
import { absolute } from '../read-place.ts';
import type { ModelInfo } from '@resnet-compile/plan';
import type { Replica } from '../replica.ts';
import { buffersOf } from '../take.ts';
import { bring, isSource } from '../weights-source.ts';
import { isPage } from './host.ts';
import type { Call, Returned } from './serve-replica.ts';
import { startWorker, type Line } from './start-worker.ts';

const warned = new Set<string>();

/**
 * Loads the network in a worker, as `worker` says, or where this thread is a page's.
 *
 * @param methods what its replica has besides
 * @returns undefined where this thread is to compute: it was asked to, or no worker starts, which is said once.
 */
export async function loadInWorker<Kind extends Replica>(
  module: CompiledModule,
  loading: Loading,
  methods: readonly (keyof Kind & string)[] = [],
): Promise<Kind | undefined> {
  const { worker = isPage() } = loading;
  const { name } = module.model;
  if (worker === false) return undefined;
  let line: Line;
  try {
    line = await startWorker(module, 'network', undefined, worker === true ? undefined : worker);
  } catch (error) {
    if (error instanceof TypeError) throw new TypeError(`${name}: ${error.message}`, { cause: error });
    if (!warned.has(name))
      console.warn(
        `${name}: computes on the caller's thread, in slices, since no worker could be started (${(error as Error).message}). Give it one: a file worker.js with import { serve } from './${name}.js'; serve(); and load({ worker: () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }) }), or say worker: false.`,
      );
    warned.add(name);
    return undefined;
  }
  return replicaOver<Kind>(line, module.model, loading, methods);
}

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

async function replicaOver<Kind extends Replica>(
  { port, onFailure, end }: Line,
  model: ModelInfo,
  { weights, seed, except, threads, v8Flags, onProgress, signal }: Loading,
  methods: readonly string[],
): Promise<Kind> {
  const { name } = model;
  const waiting = new Map<number, Waiting>();
  let next = 0;
  let failure: string | undefined;
  // Node waits for an answer that is due, and not for a worker without work.
  const keepAlive = (alive: boolean): void => (port as { ref?(): void; unref?(): void })[alive ? 'ref' : 'unref']?.();
  port.onmessage = ({ data }: MessageEvent<Returned>) => {
    if ('progress' in data) return onProgress(...data.progress);
    const asked = waiting.get(data.call);
    waiting.delete(data.call);
    if (waiting.size === 0) keepAlive(false);
    if ('error' in data) asked?.reject(errorOf(data.error));
    else asked?.resolve(data.result as never);
  };
  keepAlive(false);
  onFailure((why) => {
    failure ??= `${name}: its worker failed: ${why}`;
    for (const { reject } of waiting.values()) reject(new Error(failure));
    waiting.clear();
    void end();
  });
  const ask = <T>(method: string, ...given: readonly unknown[]): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (failure !== undefined) return reject(new Error(failure));
      try {
        // A replica is given what is its own.
        port.postMessage({ call: next, method, given } satisfies Call, [...buffersOf(given)]);
      } catch (error) {
        return reject(
          new TypeError(
            `${name}: what was given to ${method} cannot be sent to the network's worker (a function cannot); load with worker: false to call it on this thread`,
            { cause: error },
          ),
        );
      }
      if (waiting.size === 0) keepAlive(true);
      waiting.set(next++, { resolve, reject });
    });
  let threadsOfWorker: number;
  try {
    signal?.throwIfAborted();
    signal?.addEventListener('abort', end, { once: true });
    threadsOfWorker = await ask('load', {
      weights: isSource(weights)
        ? await bring(model, weights, { signal, onBytes: ofBytes(onProgress) })
        : typeof weights === 'string'
          ? absolute(weights)
          : weights,
      seed,
      except,
      threads,
      v8Flags: (v8Flags ?? 'leave') === 'leave' && joinsVectors() ? 'set' : v8Flags,
    });
    signal?.removeEventListener('abort', end);
  } catch (error) {
    await end();
    throw error;
  }
  const replica: Replica = {
    device: 'cpu',
    threads: threadsOfWorker,
    predict: (...given) => ask('predict', ...given),
    run: (...given) => ask('run', ...given),
    stateDict: () => ask('stateDict'),
    loadStateDict: (...given) => ask('loadStateDict', ...given),
    async dispose() {
      if (failure !== undefined) return;
      await ask('dispose');
      await end();
    },
  };
  return {
    ...replica,
    ...Object.fromEntries(methods.map((method) => [method, (...given: readonly unknown[]) => ask(method, ...given)])),
  } as Kind;
}

const kinds: Readonly<Record<string, new (message: string) => Error>> = { TypeError, RangeError };

/** The worker's error, as whoever called it there would have seen it. */
const errorOf = ({ name, message }: { readonly name: string; readonly message: string }): Error => {
  const error = new (kinds[name] ?? Error)(message);
  return error.name === name ? error : Object.defineProperty(error, 'name', { value: name });
};

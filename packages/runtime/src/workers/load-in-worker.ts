import { describe, imagesOf } from '../arrays.ts';
import type { CompiledModule } from '../compiled-module.ts';
import { joinsVectors } from '../cpu/host-features.ts';
import type { LoadOptions } from '../load-options.ts';
import type { Network } from '../network.ts';
import { baseOfPage, isPage } from './host.ts';
import type { Call, Returned } from './serve-network.ts';
import { startWorker, type Line } from './start-worker.ts';

const warned = new Set<string>();

/**
 * Loads the network in a worker, as `worker` says, or where this thread is a page's.
 *
 * @param methods what it has besides
 * @returns undefined where this thread is to compute: it was asked to, or no worker starts, which is said once.
 */
export async function loadInWorker<Loaded extends Network>(module: CompiledModule, options: LoadOptions, methods: readonly string[] = []): Promise<Loaded | undefined> {
  const { worker = isPage() } = options;
  const { name } = module.model;
  if (worker === null || !['boolean', 'function', 'object'].includes(typeof worker)) throw new TypeError(`${name}: worker is ${describe(worker)}; expected true, false, a Worker, or a function that makes one`);
  if (worker === false) return undefined;
  let line: Line;
  try {
    line = await startWorker(module, 'network', undefined, worker === true ? undefined : worker);
  } catch (error) {
    if (error instanceof TypeError) throw new TypeError(`${name}: ${error.message}`, { cause: error });
    if (!warned.has(name)) console.warn(`${name}: computes on the caller's thread, in slices, since no worker could be started (${(error as Error).message}). Give it one: a file worker.js with import { serve } from './${name}.js'; serve(); and load({ worker: () => new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }) }), or say worker: false.`);
    warned.add(name);
    return undefined;
  }
  return networkOver<Loaded>(line, module, options, methods);
}

async function networkOver<Loaded extends Network>({ port, onFailure, end }: Line, { model }: CompiledModule, { weights, seed, threads, v8Flags }: LoadOptions, methods: readonly string[]): Promise<Loaded> {
  const waiting = new Map<number, { readonly resolve: (value: never) => void; readonly reject: (error: Error) => void }>();
  let next = 0;
  let over: string | undefined;
  // Node waits for an answer that is due, and not for a worker without work.
  const keepAlive = (alive: boolean): void => (port as { ref?(): void; unref?(): void })[alive ? 'ref' : 'unref']?.();
  port.onmessage = ({ data: { call, result, error } }: MessageEvent<Returned>) => {
    const asked = waiting.get(call);
    waiting.delete(call);
    if (waiting.size === 0) keepAlive(false);
    if (error) asked?.reject(errorOf(error));
    else asked?.resolve(result as never);
  };
  keepAlive(false);
  onFailure((why) => {
    over ??= `${model.name}: its worker failed: ${why}`;
    for (const { reject } of waiting.values()) reject(new Error(over));
    waiting.clear();
    void end();
  });
  const ask = <T>(method: string, argument?: unknown): Promise<T> => new Promise<T>((resolve, reject) => {
    if (over !== undefined) return reject(new Error(over));
    try {
      // What is sent is copied before the call returns.
      port.postMessage({ call: next, method, argument } satisfies Call);
    } catch (error) {
      return reject(new TypeError(`${model.name}: what was given to ${method} cannot be sent to the network's worker (${(error as Error).message}); load with worker: false to call it on this thread`, { cause: error }));
    }
    if (waiting.size === 0) keepAlive(true);
    waiting.set(next++, { resolve, reject });
  });
  const base = baseOfPage();
  const place = base !== undefined && (typeof weights === 'string' || weights instanceof URL) ? new URL(weights, base).href : weights instanceof URL ? weights.href : weights;
  let threadsOfWorker: number;
  try {
    threadsOfWorker = await ask('load', { weights: place, seed, threads, v8Flags: (v8Flags ?? 'leave') === 'leave' && joinsVectors() ? 'set' : v8Flags });
  } catch (error) {
    await end();
    throw error;
  }
  const network: Network = {
    device: 'cpu',
    threads: threadsOfWorker,
    async predict(given) {
      const [images] = imagesOf(model, given);
      return ask('predict', images);
    },
    stateDict: () => ask('stateDict'),
    loadStateDict: (state) => ask('loadStateDict', state),
    async dispose() {
      if (over !== undefined) return;
      const done = ask<void>('dispose');
      over = `${model.name} is disposed`;
      await done;
      await end();
    },
  };
  return { ...network, ...Object.fromEntries(methods.map((method) => [method, (argument: unknown) => ask(method, argument)])) } as Loaded;
}

const kinds: Readonly<Record<string, new (message: string) => Error>> = { TypeError, RangeError };

/** The worker's error, as whoever called it there would have seen it. */
const errorOf = ({ name, message }: { readonly name: string; readonly message: string }): Error => {
  const error = new (kinds[name] ?? Error)(message);
  return error.name === name ? error : Object.defineProperty(error, 'name', { value: name });
};

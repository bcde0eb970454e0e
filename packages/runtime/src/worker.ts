import type { CompiledModule } from './compiled-module.ts';
import type { LoadOptions } from './load-options.ts';
import { batchOf, type Network } from './network.ts';

/** The name by which a module knows that it runs as its own worker. */
const nameOf = ({ id }: CompiledModule): string => `resnet-compile ${id}`;

interface Request {
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}
interface Response {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

interface WorkerScope {
  readonly name?: string;
  readonly location?: { readonly href: string };
  readonly document?: unknown;
  onmessage: ((event: { readonly data: Request }) => void) | null;
  postMessage(response: Response, transfer?: readonly ArrayBuffer[]): void;
}

const scope = globalThis as unknown as WorkerScope;

export const isPage = (): boolean => scope.document !== undefined && typeof Worker === 'function';

/** In a worker that was started on this very module: answers the page's requests, one after the other. */
export function serveWorker<Loaded extends Network>(module: CompiledModule, load: (options: LoadOptions) => Promise<Loaded>): void {
  if (scope.name !== nameOf(module) || scope.document !== undefined || scope.location?.href !== module.url) return;
  let network: Loaded | undefined;
  const answer = async ({ method, argument }: Request): Promise<unknown> => {
    if (method === 'load') return (network = await load(argument as LoadOptions)).threads;
    return (network![method as keyof Loaded] as (argument: unknown) => Promise<unknown>)(argument);
  };
  scope.onmessage = ({ data }) => {
    answer(data).then(
      (result) => scope.postMessage({ id: data.id, result }, result instanceof Float32Array ? [result.buffer as ArrayBuffer] : []),
      (error: unknown) => scope.postMessage({ id: data.id, error: error instanceof Error ? error.message : String(error) }),
    );
  };
}

/** Loads the network in a worker on the same module, so that the page stays responsive. `methods`: what it has besides. */
export async function loadInWorker<Loaded extends Network = Network>(module: CompiledModule, options: LoadOptions, methods: readonly string[] = []): Promise<Loaded> {
  const { model, url } = module;
  const worker = new Worker(url, { type: 'module', name: nameOf(module) });
  const waiting = new Map<number, { readonly resolve: (value: never) => void; readonly reject: (error: Error) => void }>();
  let next = 0;
  const failAll = (message: string): void => {
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
  };
  worker.onmessage = ({ data: { id, result, error } }: MessageEvent<Response>) => {
    const call = waiting.get(id)!;
    waiting.delete(id);
    if (error === undefined) call.resolve(result as never);
    else call.reject(new Error(error));
  };
  worker.onerror = ({ message }) => failAll(`${model.name}: its worker failed: ${message || 'it could not be started'}`);
  let disposed = false;
  const ask = <T>(method: string, argument?: unknown): Promise<T> => {
    if (disposed) return Promise.reject(new Error(`${model.name} is disposed`));
    return new Promise<T>((resolve, reject) => {
      waiting.set(next, { resolve, reject });
      worker.postMessage({ id: next++, method, argument } satisfies Request);
    });
  };
  // Neither a GPU object nor a function can be sent, and the CPU needs none.
  const { gpu: _, onProgress: __, ...wanted } = { ...options, device: 'cpu' as const };
  const { weights } = options;
  const isPlace = typeof weights === 'string' || weights instanceof URL;
  let threads: number;
  try {
    threads = await ask('load', isPlace ? { ...wanted, weights: new URL(weights, document.baseURI).href } : wanted);
  } catch (error) {
    worker.terminate();
    throw error;
  }
  const network: Network = {
    device: 'cpu',
    threads,
    async predict(images) {
      batchOf(model, images);
      return ask('predict', images);
    },
    stateDict: () => ask('stateDict'),
    loadStateDict: (state) => ask('loadStateDict', state),
    async dispose() {
      if (disposed) return;
      const done = ask('dispose');
      disposed = true;
      await done;
      worker.terminate();
    },
  };
  return { ...network, ...Object.fromEntries(methods.map((method) => [method, (argument: unknown) => ask(method, argument)])) } as Loaded;
}
